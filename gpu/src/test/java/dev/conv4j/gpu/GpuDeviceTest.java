package dev.conv4j.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.kernels.GpuKernels;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.MemoryUse;
import org.junit.jupiter.api.Test;

/** Memory and storages of any GPU, on one that is not there. */
class GpuDeviceTest {
  private final FakeRuntime runtime = new FakeRuntime(64 << 20);
  private final GpuDevice device = new GpuDevice(runtime, GpuKernels::new);

  private Tensor tensor(int mebibytes, String origin) {
    return Tensor.allocate(device, ElementType.FLOAT32, Shape.of(mebibytes << 18), origin);
  }

  @Test
  void saysWhatItIs() {
    assertThat(device.name()).isEqualTo("fake:0");
    assertThat(device.description()).isEqualTo("Fake, 64 MiB, fake 1");
  }

  @Test
  void aFullMemoryNamesWhoHoldsMostAndStaysUsable() {
    Tensor weights = tensor(10, "conv1.weight");
    Tensor first = tensor(16, "Convolution");
    Tensor second = tensor(16, "Convolution");
    tensor(4, "Rectification").close();
    tensor(1, "images of the batch");
    MemoryUse before = device.memory().use();
    assertThatThrownBy(() -> tensor(30, "Convolution"))
        .isInstanceOf(DeviceException.class)
        .hasMessage(
            "fake:0: expected room for 30.0 MiB more but got 21.0 MiB free of 64.0 MiB; most is held"
                + " by Convolution 32.0 MiB, conv1.weight 10.0 MiB, images of the batch 1.0 MiB."
                + " Use a smaller batch (--batch-size), or smaller images.");
    assertThat(device.memory().use().bytesInUse()).isEqualTo(before.bytesInUse());
    first.close();
    second.close();
    try (Tensor fits = tensor(30, "Convolution")) {
      assertThat(fits.shape().count()).isEqualTo(30 << 18);
    }
    weights.close();
    assertThat(device.memory().use().peakBytes()).isEqualTo(46L << 20);
  }

  @Test
  void absurdSizesAreRefusedBeforeTheDriverIsAsked() {
    assertThatThrownBy(() -> device.memory().allocate(ElementType.FLOAT32, Long.MAX_VALUE))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("9223372036854775807 elements of float32");
  }

  @Test
  void closingGivesAllBack() {
    Tensor open = tensor(1, "open");
    tensor(2, "kept").close();
    device.close();
    device.close();
    assertThat(runtime.buffers()).isZero();
    assertThat(runtime.closed()).isPositive();
    assertThatThrownBy(open::toArray)
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("given back");
    open.close();
    assertThatThrownBy(() -> tensor(1, "late"))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("one that was closed");
  }

  @Test
  void aLostDeviceCanStillBeClosed() {
    Tensor x = Tensor.of(device, Shape.of(2), 1, 2);
    runtime.lose();
    assertThatThrownBy(x::toArray).hasMessageContaining("the device was lost");
    assertThatThrownBy(device::synchronize).hasMessageContaining("the device was lost");
    x.close();
    device.close();
    assertThat(device.memory().use().bytesInUse()).isZero();
    assertThat(runtime.buffers()).isZero();
  }

  @Test
  void kernelsThatCannotBeMadeCloseTheRuntime() {
    FakeRuntime fresh = new FakeRuntime(100);
    IllegalStateException cause = new IllegalStateException("no kernels");
    assertThatThrownBy(() ->
            new GpuDevice(
                fresh,
                (_, _) -> {
                  throw cause;
                }))
        .isSameAs(cause);
    assertThat(fresh.closed()).isEqualTo(1);
  }

  @Test
  void integersRememberTheirRange() {
    try (Tensor labels = Tensor.ofInts(device, Shape.of(4), 3, -1, 9, 0)) {
      assertThat(GpuStorage.of(labels).written()).isEqualTo(new GpuStorage.Range(-1, 9));
      labels.write(5, 5, 5, 5);
      assertThat(GpuStorage.of(labels).written()).isEqualTo(new GpuStorage.Range(5, 5));
    }
    try (Tensor none = Tensor.ofInts(device, Shape.of(0))) {
      assertThat(GpuStorage.of(none).written()).isNull();
    }
  }

  @Test
  void bfloat16RoundsToTheNearestEven() {
    float halfUp = Float.intBitsToFloat(0x3F80_8001);
    float tieToEven = Float.intBitsToFloat(0x3F80_8000);
    float tieToEvenUp = Float.intBitsToFloat(0x3F81_8000);
    float[] values = {1, halfUp, tieToEven, tieToEvenUp, -0f, Float.NaN, Float.MAX_VALUE};
    try (Tensor x =
        Tensor.allocate(device, ElementType.BFLOAT16, Shape.of(values.length), "halves")) {
      x.write(values);
      assertThat(x.toArray())
          .containsExactly(
              1,
              Float.intBitsToFloat(0x3F81_0000),
              1,
              Float.intBitsToFloat(0x3F82_0000),
              -0f,
              Float.NaN,
              Float.POSITIVE_INFINITY);
    }
  }

  @Test
  void float16RoundsAsJavaDoes() {
    try (Tensor x = Tensor.allocate(device, ElementType.FLOAT16, Shape.of(4), "halves")) {
      x.write(1f, 0.1f, 70_000f, -65_504f);
      assertThat(x.toArray())
          .containsExactly(
              1,
              Float.float16ToFloat(Float.floatToFloat16(0.1f)),
              Float.POSITIVE_INFINITY,
              -65_504);
    }
  }
}
