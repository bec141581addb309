package dev.conv4j.train;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.optim.ParameterPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Parameters that stay as they are while a training runs; closed, it lets them go. */
final class Freezing implements AutoCloseable {
  private final List<Parameter> frozen = new ArrayList<>();

  /**
   * Freezes parameters.
   *
   * @param patterns see {@link UpdateOptions#frozen}
   * @throws Conv4jException if a pattern fits no parameter, or nothing is left to train
   */
  Freezing(Map<String, Parameter> parameters, List<String> patterns) {
    for (String pattern : patterns) {
      requireUsed(parameters, pattern);
    }
    parameters.forEach((path, parameter) -> {
      if (isFrozen(path, patterns) && !parameter.isFrozen()) {
        parameter.setTrainable(false);
        frozen.add(parameter);
      }
    });
    if (parameters.values().stream().noneMatch(Parameter::isTrainable)) {
      close();
      throw new Conv4jException(
          new Problem(
              "frozen parameters", "some that are left to train", patterns + ", which is all", ""));
    }
  }

  private static void requireUsed(Map<String, Parameter> parameters, String pattern) {
    ParameterPaths paths = paths(pattern);
    if (parameters.keySet().stream().noneMatch(paths::has)) {
      throw new Conv4jException(paths.fitsNone("frozen parameters", parameters.keySet()));
    }
  }

  private static boolean isFrozen(String path, List<String> patterns) {
    boolean is = false;
    for (String pattern : patterns) {
      if (paths(pattern).has(path)) {
        is = !pattern.startsWith("!");
      }
    }
    return is;
  }

  private static ParameterPaths paths(String pattern) {
    return new ParameterPaths(pattern.startsWith("!") ? pattern.substring(1) : pattern);
  }

  /** Whether it was frozen here. */
  boolean has(Parameter parameter) {
    return frozen.contains(parameter);
  }

  @Override
  public void close() {
    frozen.forEach(parameter -> parameter.setTrainable(true));
    frozen.clear();
  }
}
