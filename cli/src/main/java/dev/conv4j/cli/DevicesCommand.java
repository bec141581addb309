package dev.conv4j.cli;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.spi.Availability.Available;
import dev.conv4j.tensor.spi.Availability.Offer;
import dev.conv4j.tensor.spi.Availability.Unavailable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what can compute on this machine, and what cannot and why. */
@Command(
    name = "devices",
    description = "What was found, what was not and why, and what to install.",
    mixinStandardHelpOptions = true)
final class DevicesCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--json", description = "Print one JSON array on the last line.")
  boolean json;

  @Option(
      names = "--check",
      paramLabel = "DEVICE",
      description = {
        "Run every kernel of this device, forward and backward, against the plain loops of",
        "the device reference, and name the first that differs."
      })
  @Nullable String check;

  DevicesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    return check == null ? list() : check(check);
  }

  private int check(String name) {
    List<KernelCase> cases = KernelCases.all();
    try (Device device = Devices.open(name);
        Bar bar = new Bar(console, "Checking", " cases", 1, cases.size())) {
      console.say("Checking %s (%s): %d cases.", device.name(), device.description(), cases.size());
      Optional<DeviceCheck.Difference> difference =
          new DeviceCheck(cases, DeviceCheck.FLOAT32)
              .firstDifference(device, (kernel, number) -> bar.at(number, kernel));
      if (json) {
        console.json(checked(device, cases.size(), difference));
      }
      if (difference.isPresent()) {
        console.error(
            "%s computes %s wrongly: %s. Update its driver, or use another device."
                .formatted(
                    device.name(), difference.get().kernel(), difference.get().difference()));
        return Exit.INTERNAL_FAULT;
      }
      if (!json) {
        console.print("%s agrees with the reference in all %d cases", device.name(), cases.size());
      }
      return Exit.DONE;
    }
  }

  private static Map<String, Object> checked(
      Device device, int cases, Optional<DeviceCheck.Difference> difference) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("device", device.name());
    members.put("description", device.description());
    members.put("cases", cases);
    members.put("agrees", difference.isEmpty());
    difference.ifPresent(found -> {
      members.put("kernel", found.kernel());
      members.put("difference", found.difference());
    });
    return members;
  }

  private int list() {
    String chosen = Devices.choose(Devices.AUTO).name();
    List<Map<String, Object>> found = new ArrayList<>();
    for (Devices.Survey survey : Devices.survey()) {
      switch (survey.availability()) {
        case Available(List<Offer> devices, String advice) -> {
          for (Offer device : devices) {
            found.add(entry(device.name(), true, device.description(), advice));
            String mark = device.name().equals(chosen) ? "*" : " ";
            tell(mark, device.name(), device.description(), advice);
          }
        }
        case Unavailable(String reason, String remedy) -> {
          found.add(entry(survey.kind(), false, reason, remedy));
          tell("-", survey.kind(), "not available: " + reason, remedy);
        }
      }
    }
    if (json) {
      console.json(found);
    } else {
      console.say("* is what --device auto takes; all models and data go there.");
    }
    return Exit.DONE;
  }

  private void tell(String mark, String name, String description, String advice) {
    if (!json) {
      console.print("%s %-10s %s", mark, name, description);
      if (!advice.isEmpty()) {
        console.print("  %-10s %s.", "", advice);
      }
    }
  }

  private static Map<String, Object> entry(
      String name, boolean available, String description, String advice) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", name);
    members.put("available", available);
    members.put("description", description);
    members.put("advice", advice);
    return members;
  }
}
