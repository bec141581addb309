package dev.conv4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DeviceException;
import dev.conv4j.tensor.spi.Availability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How devices are found, chosen and refused; {@link AbsentProvider} is one that is not here, {@link
 * EmulatedProvider} one that must be asked for.
 */
class DevicesTest {

  @Test
  void autoTakesTheBestThatIsHereAndSaysWhyNotABetterOne() {
    Devices.Choice choice = Devices.choose("auto");
    assertThat(choice.name()).isEqualTo("cpu");
    assertThat(choice.reason())
        .isEqualTo(
            "no absent: libabsent.so was not found; install the absent driver; not emulated:0: it"
                + " is not real; not emulated:1: it is not real either");
    try (Device device = Devices.open("auto")) {
      assertThat(device.name()).isEqualTo("cpu");
    }
  }

  @Test
  void whatAutoPassesOverIsOpenedWhenAskedFor() {
    assertThatThrownBy(() -> Devices.open("emulated:1"))
        .isInstanceOf(DeviceException.class)
        .hasMessage("emulated:1: opened.");
  }

  @Test
  void anExplicitChoiceNeverFallsBack() {
    assertThatThrownBy(() -> Devices.open("absent"))
        .isInstanceOf(DeviceException.class)
        .hasMessage("device absent: libabsent.so was not found. Install the absent driver.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "", "CPU", "cpu ", ":0", "reference2"})
  void anUnknownNameIsAnsweredWithTheKnownOnes(String name) {
    assertThatThrownBy(() -> Devices.open(name))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("expected auto, absent, emulated, cpu, reference but got '");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu:", "cpu:x", "cpu:-1", "cpu:99999999999", "cpu:1.5", "cpu:0:0"})
  void anIndexIsANumber(String name) {
    assertThatThrownBy(() -> Devices.open(name))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("index")
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu:1", "reference:1"})
  void thereIsOnlyOneOfEachOnTheProcessor(String name) {
    assertThatThrownBy(() -> Devices.open(name))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining(name);
  }

  @ParameterizedTest
  @CsvSource({"cpu,TF32", "cpu,BFLOAT16", "cpu,FLOAT16", "reference,BFLOAT16"})
  void theProcessorComputesInFloat32Only(String name, Precision precision) {
    assertThatThrownBy(() -> Devices.open(name, new DeviceOptions(1, precision)))
        .isInstanceOf(DeviceException.class)
        .hasMessage(
            "device %s: expected precision float32, the only one this device computes in but got "
                + "%s. Compute in float32 (without --precision), or take a device that has it, such as cuda:0.",
            name, precision);
  }

  @Test
  void precisionsHaveNamesThatPeopleWrite() {
    assertThat(Precision.of("float32")).isEqualTo(Precision.FLOAT32);
    assertThat(Precision.of("TF32")).isEqualTo(Precision.TF32);
    assertThat(Precision.of("bf16")).isEqualTo(Precision.BFLOAT16);
    assertThat(Precision.of("float16")).isEqualTo(Precision.FLOAT16);
    assertThatThrownBy(() -> Precision.of("fp8"))
        .isInstanceOf(DeviceException.class)
        .hasMessage("precision: expected float32, tf32, bf16, float16 but got 'fp8'.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "cpu:0", "reference", "reference:0"})
  void whatWasAskedForIsOpened(String name) {
    assertThat(Devices.choose(name)).isEqualTo(new Devices.Choice(name, "you asked for it"));
    try (Device device = Devices.open(name)) {
      assertThat(name).startsWith(device.name());
    }
  }

  @Test
  void theSurveyListsTheBestFirst() {
    assertThat(Devices.survey())
        .extracting(Devices.Survey::kind)
        .containsExactly("absent", "emulated", "cpu", "reference");
    assertThat(Devices.survey().getFirst().availability())
        .isInstanceOf(Availability.Unavailable.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 4097, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void absurdNumbersOfThreadsAreRefused(int threads) {
    assertThatThrownBy(() -> new DeviceOptions(threads))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("threads: expected a number from 1 to 4096")
        .hasMessageContaining(Integer.toString(threads));
  }

  @Test
  void noNumberOfThreadsMeansOnePerProcessor() {
    assertThat(DeviceOptions.DEFAULT.threadsOrProcessors())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    try (Device device = Devices.open("cpu", new DeviceOptions(3))) {
      assertThat(device.description()).endsWith(", 3 threads");
    }
    try (Device device = Devices.open("cpu", new DeviceOptions(1))) {
      assertThat(device.description()).endsWith(", 1 thread");
    }
  }
}
