package dev.conv4j.gpu.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.GpuStorage;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Exchange;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices of the stub that send to each other by the stub of NCCL. */
class CudaPeersTest {
  @TempDir Path cache;

  private CudaStub stub;
  private CudaProvider provider;

  @BeforeEach
  void open() {
    stub = CudaStub.ready();
    stub.set("devices", 3);
    provider = stub.provider(cache);
  }

  @AfterEach
  void nothingIsLeft() {
    if (stub != null) {
      assertThat(stub.violation()).isEmpty();
      assertThat(stub.left()).isZero();
    }
  }

  private Device device(int index) {
    return provider.open(index, DeviceOptions.DEFAULT);
  }

  @Test
  void anyOfThemSendsToAnyOther() {
    try (Device zero = device(0);
        Device one = device(1);
        Device two = device(2);
        Exchange exchange = two.exchange(List.of(zero, one)).orElseThrow();
        Tensor first = Tensor.of(zero, Shape.of(3), 1, 2, 3);
        Tensor second = Tensor.zeros(one, Shape.of(3));
        Tensor third = Tensor.zeros(two, Shape.of(3))) {
      exchange.carry(first, second);
      exchange.carry(second, third);
      assertThat(third.toArray()).containsExactly(1, 2, 3);
      assertThat(exchange.description()).isEqualTo("NCCL 2.29.2");
    }
  }

  @Test
  void integersKeepTheLimitsThatAreKnownOfThem() {
    try (Device zero = device(0);
        Device one = device(1);
        Exchange exchange = zero.exchange(List.of(one)).orElseThrow();
        Tensor labels = Tensor.ofInts(zero, Shape.of(3), 4, 9, 6);
        Tensor there = Tensor.ofInts(one, Shape.of(3), 0, 0, 0);
        Tensor none = Tensor.ofInts(zero, Shape.of(0));
        Tensor noneThere = Tensor.ofInts(one, Shape.of(0))) {
      exchange.carry(labels, there);
      exchange.carry(none, noneThere);
      assertThat(there.toIntArray()).containsExactly(4, 9, 6);
      assertThat(GpuStorage.of(there).written()).isEqualTo(new GpuStorage.Range(4, 9));
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (Device zero = device(0);
        Device one = device(1);
        Device two = device(2);
        Tensor here = Tensor.zeros(zero, Shape.of(3));
        Tensor shorter = Tensor.zeros(one, Shape.of(2));
        Tensor fitting = Tensor.zeros(one, Shape.of(3));
        Tensor elsewhere = Tensor.zeros(two, Shape.of(3))) {
      Exchange exchange = zero.exchange(List.of(one)).orElseThrow();
      assertThatThrownBy(() -> exchange.carry(here, shorter))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("cuda:1");
      assertThatThrownBy(() -> exchange.carry(here, elsewhere))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("one of [cuda:0, cuda:1]");
      exchange.close();
      exchange.close();
      assertThatThrownBy(() -> exchange.carry(here, fitting))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void whatNcclRefusesIsSaid() {
    try (Device zero = device(0);
        Device one = device(1)) {
      stub.fail("ncclCommInitAll", 1, 2);
      assertThatThrownBy(() -> zero.exchange(List.of(one)))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("joining the devices failed: unhandled system error")
          .hasMessageContaining("libnccl.so.2");
    }
  }

  @Test
  void otherDevicesExchangeThroughTheHost() {
    try (Device zero = device(0);
        Device processor = Devices.open("cpu")) {
      assertThat(zero.exchange(List.of(processor))).isEmpty();
      assertThat(processor.exchange(List.of(zero))).isEmpty();
    }
  }
}
