package dev.conv4j.gpu.cuda;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.GpuKernel;
import dev.conv4j.gpu.runtime.GpuProgram;
import dev.conv4j.gpu.runtime.GpuRuntime;
import dev.conv4j.gpu.runtime.GpuSource;
import dev.conv4j.gpu.runtime.Grid;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Between float32 tensors in row-major order and what NVIDIA's libraries compute with. */
final class LayoutKernels {
  /** The kernels; they are for CUDA only. */
  static final GpuSource SOURCE = new GpuSource("layout", text(), Map.of());

  private static final int ITEMS = 256;
  private static final int TILE = 32;

  private final GpuRuntime runtime;
  private final GpuSource source;
  private final Map<String, GpuKernel> kernels = new ConcurrentHashMap<>();
  private @Nullable GpuProgram program;

  LayoutKernels(GpuRuntime runtime) {
    this(runtime, SOURCE);
  }

  /** The kernels in another dialect, for tests. */
  LayoutKernels(GpuRuntime runtime, GpuSource source) {
    this.runtime = runtime;
    this.source = source;
  }

  /** How the elements of a tensor lie: outer extent, channels, and pixels of a channel. */
  record Extent(int outer, int channels, int plane) {
    long count() {
      return (long) outer * channels * plane;
    }

    /** Whether channels first and channels last are the same. */
    boolean isEitherWay() {
      return channels == 1 || plane == 1;
    }
  }

  /** What follows a convolution: a bias of each channel, a residual, the rectifier. */
  record Finish(@Nullable GpuBuffer bias, @Nullable GpuBuffer residual, boolean rectified) {
    static final Finish NOTHING = new Finish(null, null, false);

    boolean isNothing() {
      return bias == null && residual == null && !rectified;
    }
  }

  /** {@code y}, bfloat16, is {@code x}, rounded. */
  void toBfloat16(GpuBuffer x, GpuBuffer y, long count) {
    launch("to_bfloat16", Grid.covering(count, ITEMS), Arguments.of(x, y).longs(count));
  }

  /** {@code y}, bfloat16 and channels last, is {@code x}, rounded. */
  void toChannelsLast(GpuBuffer x, GpuBuffer y, Extent extent) {
    if (extent.isEitherWay()) {
      toBfloat16(x, y, extent.count());
    } else {
      launch(
          "to_channels_last",
          tiles(extent),
          Arguments.of(x, y).ints(extent.channels(), extent.plane()));
    }
  }

  /** {@code y} is {@code x}, bfloat16 and channels last, with what follows. */
  void fromChannelsLast(GpuBuffer x, GpuBuffer y, Extent extent, Finish finish) {
    launch(
        "from_channels_last",
        tiles(extent),
        Arguments.of(x)
            .buffer(finish.bias())
            .buffer(finish.residual())
            .buffer(y)
            .ints(extent.channels(), extent.plane(), finish.rectified() ? 1 : 0));
  }

  private static Grid tiles(Extent extent) {
    long acrossPlane = Math.ceilDiv(extent.plane(), TILE);
    return Grid.of(extent.outer() * acrossPlane, Math.ceilDiv(extent.channels(), TILE), 1, ITEMS);
  }

  /** What follows, in place. */
  void finish(GpuBuffer y, Extent extent, Finish finish) {
    if (!finish.isNothing()) {
      launch(
          "finish",
          Grid.covering(extent.count(), ITEMS),
          Arguments.of(y)
              .buffer(finish.bias())
              .buffer(finish.residual())
              .ints(extent.channels(), extent.plane())
              .longs(extent.count())
              .ints(finish.rectified() ? 1 : 0));
    }
  }

  /** Each row of {@code y [rows, columns]} becomes {@code x}. */
  void fillRows(GpuBuffer x, GpuBuffer y, int rows, int columns) {
    long count = (long) rows * columns;
    launch("fill_rows", Grid.covering(count, ITEMS), Arguments.of(x, y).ints(columns).longs(count));
  }

  private void launch(String kernel, Grid grid, Arguments arguments) {
    GpuKernel found = kernels.get(kernel);
    if (found == null) {
      found = compiled().kernel(kernel);
      kernels.put(kernel, found);
    }
    runtime.launch(found, grid, arguments);
  }

  private synchronized GpuProgram compiled() {
    GpuProgram known = program;
    if (known == null) {
      known = runtime.compile(source);
      program = known;
    }
    return known;
  }

  private static String text() {
    try (InputStream in = LayoutKernels.class.getResourceAsStream("layout.c")) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks layout.c");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
