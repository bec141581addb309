package dev.conv4j.gpu.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.gpu.GpuDevice;
import dev.conv4j.gpu.foreign.Library;
import dev.conv4j.gpu.foreign.NativeFunction;
import dev.conv4j.gpu.runtime.Capture;
import dev.conv4j.gpu.runtime.GpuRuntime;
import dev.conv4j.gpu.runtime.GpuSource;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Precision;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.Exchange;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No function of the libraries is bound whose signature the stub has not seen. */
class EverySignatureTest {
  @TempDir Path cache;

  @Test
  void everyFunctionThatIsBoundIsCalled() throws IllegalAccessException {
    CudaStub stub = CudaStub.ready();
    stub.provider(cache).probe();
    compute(stub);
    fail(stub);
    exchange(stub);
    CudaInstallation installation = stub.installation();
    List<NativeFunction> bound = new ArrayList<>();
    collect(new CudaDriver(library(installation, CudaLibrary.DRIVER)), bound);
    collect(new Nvrtc(library(installation, CudaLibrary.NVRTC)), bound);
    collect(new Cublas(library(installation, CudaLibrary.CUBLAS)), bound);
    collect(new Cudnn(library(installation, CudaLibrary.CUDNN)), bound);
    collect(new Nccl(library(installation, CudaLibrary.NCCL)), bound);
    assertThat(bound).hasSizeGreaterThan(80);
    assertThat(bound)
        .allSatisfy(
            function -> assertThat(stub.calls(function.name())).as(function.name()).isPositive());
    assertThat(stub.violation()).isEmpty();
    assertThat(stub.left()).isZero();
  }

  private static Library library(CudaInstallation installation, CudaLibrary library) {
    return installation.library(library).orElseThrow();
  }

  /** The functions in an object's fields, and in the records that those hold. */
  private static void collect(Object bindings, List<NativeFunction> into)
      throws IllegalAccessException {
    for (Field field : bindings.getClass().getDeclaredFields()) {
      field.setAccessible(true);
      Object value = field.get(bindings);
      if (value instanceof NativeFunction function) {
        into.add(function);
      } else if (value instanceof Cudnn.Convolution functions) {
        collect(functions, into);
      }
    }
  }

  private void compute(CudaStub stub) {
    ConvGeometry geometry = ConvGeometry.of(3);
    Shape images = Shape.of(1, 2, 4, 4);
    Shape outputs = geometry.outputShape(images, 2);
    try (Device device = stub.open(cache, Precision.BFLOAT16);
        Tensor x = Tensor.of(device, images, new float[32]);
        Tensor w = Tensor.of(device, Shape.of(2, 2, 3, 3), new float[36]);
        Tensor y = Tensor.of(device, outputs, new float[8]);
        Tensor c = Tensor.of(device, Shape.of(2, 2), 1, 2, 3, 4);
        Tensor d = Tensor.of(device, Shape.of(2, 2), 1, 2, 3, 4)) {
      device.kernels().convolution().forward(x, w, null, y, geometry);
      device.kernels().convolution().inputGradient(y, w, x, geometry);
      device.kernels().convolution().weightGradient(y, x, w, geometry);
      device.kernels().matrix().multiply(c, false, c, true, null, d);
      GpuRuntime runtime = ((GpuDevice) device).runtime();
      assertThat(runtime.freeBytes()).isPositive();
      try (Capture capture = runtime.capture()) {
        device.kernels().elementwise().copy(c, d);
        try (var step = capture.end()) {
          step.replay();
        }
      }
      device.synchronize();
      assertThat(d.toArray()).containsExactly(1, 2, 3, 4);
    }
  }

  /** Two devices send to each other; when one of them is lost, they part in another way. */
  private void exchange(CudaStub stub) {
    CudaProvider provider = stub.provider(cache);
    for (boolean lost : new boolean[] {false, true}) {
      try (Device one = provider.open(0, DeviceOptions.DEFAULT);
          Device two = provider.open(1, DeviceOptions.DEFAULT);
          Tensor here = Tensor.of(one, Shape.of(2), 1, 2);
          Tensor there = Tensor.zeros(two, Shape.of(2));
          Exchange exchange = one.exchange(List.of(two)).orElseThrow()) {
        exchange.carry(here, there);
        assertThat(there.toArray()).containsExactly(1, 2);
        if (lost) {
          stub.fail("ncclSend", 1, 2);
          assertThat(failure(() -> exchange.carry(here, there))).contains("unhandled system error");
          stub.fail("cuStreamSynchronize", 1, 700);
        }
      }
    }
  }

  /** What has a function of its own to say what went wrong. */
  private void fail(CudaStub stub) {
    for (String call : List.of("cudnnCreate", "cublasCreate_v2", "cuStreamCreate")) {
      stub.fail(call, 1, 1);
      assertThat(failure(() -> stub.open(cache, Precision.FLOAT32))).contains("failed: ");
    }
    try (CudaRuntime runtime = stub.provider(cache).runtime(0)) {
      GpuSource broken = new GpuSource("broken", "#error no\n", Map.of());
      assertThat(failure(() -> runtime.compile(broken))).contains("#error is refused");
      stub.fail("nvrtcGetNumSupportedArchs", 1, 3);
      assertThat(failure(() -> runtime.compile(broken))).contains("NVRTC_ERROR_INVALID_INPUT");
    }
    try (Device device = stub.open(cache, Precision.FLOAT32)) {
      assertThat(((CudaRuntime) ((GpuDevice) device).runtime()).facts().driver()).contains("13.1");
    }
  }

  private static String failure(Runnable call) {
    try {
      call.run();
      return "it worked";
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
