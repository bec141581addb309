package dev.conv4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.spi.Kernels;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeviceCheckTest {
  private final List<KernelCase> cases = KernelCases.all();

  @Test
  void aSoundDeviceAgreesInAllCases() {
    try (Device device = Devices.open("cpu")) {
      int[] heard = {0};
      assertEquals(
          Optional.empty(),
          new DeviceCheck(cases, DeviceCheck.FLOAT32)
              .firstDifference(device, (_, _) -> heard[0]++));
      assertEquals(cases.size(), heard[0], "cases heard of");
    }
  }

  @Test
  void theCommandTellsThatADeviceAgrees() {
    Cli.Result result = Cli.run("devices", "--check", "cpu", "--json");
    assertEquals(Exit.DONE, result.status(), result.err());
    assertTrue(result.out().contains("\"agrees\":true"), result.out());
  }

  /** Every kernel there is: {@code family.method}. */
  static Stream<String> kernels() {
    return Arrays.stream(Kernels.class.getMethods())
        .flatMap(family ->
            Arrays.stream(family.getReturnType().getMethods())
                .filter(kernel -> !Modifier.isStatic(kernel.getModifiers()))
                .map(Method::getName)
                .distinct()
                .map(kernel -> family.getName() + "." + kernel));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aBrokenKernelIsNamed(String kernel) {
    String family = kernel.substring(0, kernel.indexOf('.') + 1);
    List<KernelCase> ofTheFamily =
        cases.stream().filter(each -> each.name().startsWith(family)).toList();
    try (Device device = new BrokenDevice(Devices.open("cpu"), kernel)) {
      Optional<DeviceCheck.Difference> difference =
          new DeviceCheck(ofTheFamily, DeviceCheck.FLOAT32).firstDifference(device, (_, _) -> {});
      assertTrue(difference.isPresent(), "nothing was noticed");
      String named = difference.get().kernel();
      assertTrue(named.equals(kernel) || named.startsWith(kernel + " ("), named);
    }
  }
}
