package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;
import static dev.conv4j.gpu.kernels.Blocks.bufferOrNull;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.GpuRuntime;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.PreparedKernels;
import dev.conv4j.tensor.spi.PreparedLayer;
import org.jspecify.annotations.Nullable;

/** Layers with their filters packed; the residual and the rectifier go into their last kernel. */
final class GpuPrepared implements PreparedKernels {
  private final GpuRuntime runtime;
  private final Tiles tiles;
  private final GpuConvolution convolution;
  private final GpuMatrix matrix;

  GpuPrepared(GpuRuntime runtime, Tiles tiles, GpuConvolution convolution, GpuMatrix matrix) {
    this.runtime = runtime;
    this.tiles = tiles;
    this.convolution = convolution;
    this.matrix = matrix;
  }

  @Override
  public PreparedLayer convolution(
      Tensor w, @Nullable Tensor bias, Shape image, ConvGeometry geometry, boolean rectified) {
    FilterPlan plan = convolution.forwardPlan(image.batched(1), w.shape(), geometry);
    long count = plan.readsFiltersAsTheyAre() ? w.shape().count() : plan.count();
    return new Packed(count, bias, rectified) {
      @Override
      void pack(GpuBuffer weights) {
        if (plan.readsFiltersAsTheyAre()) {
          copy(w, weights);
        } else {
          plan.pack(tiles, buffer(w), weights);
        }
      }

      @Override
      void run(Tensor x, GpuBuffer weights, Tensor y, Finish finish) {
        plan.run(tiles, buffer(x), weights, buffer(y), x.shape().intExtent(0), finish);
      }
    }.filled(bias);
  }

  @Override
  public PreparedLayer linear(Tensor w, @Nullable Tensor bias, boolean rectified) {
    int terms = w.shape().intExtent(1);
    return new Packed(w.shape().count(), bias, rectified) {
      @Override
      void pack(GpuBuffer weights) {
        copy(w, weights);
      }

      @Override
      void run(Tensor x, GpuBuffer weights, Tensor y, Finish finish) {
        matrix.multiply(buffer(x), false, weights, true, terms, y, finish);
      }
    }.filled(bias);
  }

  private void copy(Tensor from, GpuBuffer to) {
    long bytes = from.shape().count() * from.type().bytes();
    if (bytes > 0) {
      runtime.copy(buffer(from), to, bytes);
    }
  }

  /** Weights as one kernel reads them. */
  private abstract class Packed implements PreparedLayer {
    private final boolean rectified;
    private final @Nullable Scratch bias;
    private volatile @Nullable Scratch weights;

    Packed(long count, @Nullable Tensor bias, boolean rectified) {
      this.rectified = rectified;
      this.bias = bias == null ? null : tiles.scratch(bias.shape().count());
      this.weights = tiles.scratch(count);
    }

    /** Reads weights and bias; what was borrowed goes back if that fails. */
    final Packed filled(@Nullable Tensor givenBias) {
      Scratch held = weights;
      try {
        if (givenBias != null && bias != null) {
          copy(givenBias, bias.buffer());
        }
        if (held != null) {
          pack(held.buffer());
        }
        return this;
      } catch (RuntimeException | Error e) {
        close();
        throw e;
      }
    }

    /** Reads the weights. */
    abstract void pack(GpuBuffer weights);

    abstract void run(Tensor x, GpuBuffer weights, Tensor y, Finish finish);

    @Override
    public final void run(Tensor x, @Nullable Tensor residual, Tensor y) {
      Scratch held = weights;
      if (held == null) {
        throw new DeviceException(
            "prepared layer", "an open layer", "one that was closed", "Prepare it again");
      }
      GpuBuffer added = bias == null ? null : bias.buffer();
      run(x, held.buffer(), y, new Finish(added, bufferOrNull(residual), rectified));
    }

    @Override
    public final void close() {
      Scratch held = weights;
      weights = null;
      if (held != null) {
        held.close();
        if (bias != null) {
          bias.close();
        }
      }
    }
  }
}
