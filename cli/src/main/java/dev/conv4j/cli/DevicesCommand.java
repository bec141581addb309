package dev.conv4j.cli;

import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.spi.Availability.Available;
import dev.conv4j.tensor.spi.Availability.Offer;
import dev.conv4j.tensor.spi.Availability.Unavailable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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

  DevicesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
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
