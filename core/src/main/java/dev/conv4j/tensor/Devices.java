package dev.conv4j.tensor;

import dev.conv4j.DeviceException;
import dev.conv4j.tensor.spi.Availability;
import dev.conv4j.tensor.spi.Availability.Available;
import dev.conv4j.tensor.spi.Availability.Offer;
import dev.conv4j.tensor.spi.Availability.Unavailable;
import dev.conv4j.tensor.spi.DeviceProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds and opens devices. */
public final class Devices {
  /** The name that leaves the choice to conv4j. */
  public static final String AUTO = "auto";

  private Devices() {}

  /**
   * One kind of device and whether it can be used here.
   *
   * @param kind the name to open it by, such as {@code cpu}
   */
  public record Survey(String kind, Availability availability) {}

  /**
   * A device settled on, not yet opened.
   *
   * @param name the name to open it by, never {@code auto}
   * @param reason why this one, in a sentence for people
   */
  public record Choice(String name, String reason) {}

  /** Every kind of device that this program knows, those that {@code auto} likes best first. */
  public static List<Survey> survey() {
    return providers().stream()
        .map(provider -> new Survey(provider.kind(), provider.probe()))
        .toList();
  }

  /**
   * What would make a kind of device better here; the empty string if nothing would.
   *
   * @param name a device's name, or its kind's
   * @throws DeviceException if no kind of device has this name
   */
  public static String advice(String name) {
    return provider(kind(name)).probe() instanceof Available(var _, String advice) ? advice : "";
  }

  /** Opens a device with default options; see {@link #open(String, DeviceOptions)}. */
  public static Device open(String name) {
    return open(name, DeviceOptions.DEFAULT);
  }

  /**
   * Opens a device.
   *
   * @param name {@code auto}, {@code cpu}, {@code reference}, or a kind with an index such as
   *     {@code cuda:0}; only {@code auto} chooses, any other name is taken at its word
   * @throws DeviceException if there is no such device or it cannot be used, saying why
   */
  public static Device open(String name, DeviceOptions options) {
    String chosen = choose(name).name();
    DeviceProvider provider = provider(kind(chosen));
    if (provider.probe() instanceof Unavailable(String reason, String remedy)) {
      throw new DeviceException("device " + chosen, "", reason, sentence(remedy));
    }
    return provider.open(index(chosen), options);
  }

  /**
   * What {@link #open} would open, and why.
   *
   * @throws DeviceException if no kind of device has this name
   */
  public static Choice choose(String name) {
    if (!name.equals(AUTO)) {
      provider(kind(name));
      return new Choice(name, "you asked for it");
    }
    List<String> passedOver = new ArrayList<>();
    for (DeviceProvider provider : providers()) {
      switch (provider.probe()) {
        case Unavailable(String reason, String remedy) ->
            passedOver.add("no " + provider.kind() + ": " + reason + "; " + remedy);
        case Available(List<Offer> devices, var _) -> {
          for (Offer device : devices) {
            if (device.automatic()) {
              return new Choice(device.name(), reason(passedOver));
            }
            passedOver.add("not " + device.name() + ": " + device.passedOver());
          }
        }
      }
    }
    throw new DeviceException(
        "device auto", "", String.join("; ", passedOver), "Name a device (--device)");
  }

  private static String sentence(String words) {
    return words.isEmpty() ? words : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private static String reason(List<String> passedOver) {
    return passedOver.isEmpty() ? "auto likes it best" : String.join("; ", passedOver);
  }

  private static String kind(String name) {
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  private static int index(String name) {
    int colon = name.indexOf(':');
    if (colon < 0) {
      return 0;
    }
    String digits = name.substring(colon + 1);
    if (!digits.matches("\\d{1,4}")) {
      throw new DeviceException("device", "an index after the colon, such as :0", name, "");
    }
    return Integer.parseInt(digits);
  }

  private static DeviceProvider provider(String kind) {
    List<DeviceProvider> all = providers();
    return all.stream()
        .filter(candidate -> candidate.kind().equals(kind))
        .findFirst()
        .orElseThrow(() ->
            new DeviceException(
                "device",
                all.stream()
                    .map(DeviceProvider::kind)
                    .collect(Collectors.joining(", ", AUTO + ", ", "")),
                "'" + kind + "'",
                "Other kinds come with other jars of conv4j"));
  }

  private static List<DeviceProvider> providers() {
    return ServiceLoader.load(DeviceProvider.class, Devices.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(
            Comparator.comparingInt(DeviceProvider::preference)
                .reversed()
                .thenComparing(DeviceProvider::kind))
        .toList();
  }
}
