package dev.conv4j.cli;

import dev.conv4j.io.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * PyTorch on the same card: runs {@code benchmarks/gpu/torch_on_gpu.py} of the clone that this
 * program was started from, with the Python that the environment variable {@code PYTHON} names, or
 * {@code python3}.
 */
final class TorchPeer {
  static final String EAGER = "eager";
  static final String COMPILED = "compiled";
  static final List<String> MODES = List.of(EAGER, COMPILED);

  /** Set by the launcher: the clone's folder. */
  private static final String HOME = "conv4j.home";

  private static final String SCRIPT = "benchmarks/gpu/torch_on_gpu.py";
  private static final long SECONDS_TO_IMPORT = 120;

  private final String python;
  private final Path script;

  TorchPeer() {
    this(
        System.getenv().getOrDefault("PYTHON", "python3"),
        Path.of(System.getProperty(HOME, ".")).resolve(SCRIPT));
  }

  TorchPeer(String python, Path script) {
    this.python = python;
    this.script = script;
  }

  /** What PyTorch reached, by case and mode. */
  record Results(Map<List<String>, Double> values) {
    static final Results NONE = new Results(Map.of());

    OptionalDouble of(String key, String mode) {
      Double value = values.get(List.of(key, mode));
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
  }

  /** Why it cannot be asked; the empty string if it can. */
  String obstacle(String device) {
    if (!device.startsWith("cuda:")) {
      return "PyTorch is compared on CUDA only";
    }
    if (!Files.isRegularFile(script)) {
      return "there is no " + script;
    }
    try {
      Process process =
          new ProcessBuilder(python, "-c", "import torch, torchvision; torch.zeros(1).cuda()")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(SECONDS_TO_IMPORT, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return python + " did not import torch in " + SECONDS_TO_IMPORT + " s";
      }
      return process.exitValue() == 0
          ? ""
          : python + " has no torch and torchvision that work with CUDA";
    } catch (IOException e) {
      return "there is no " + python + "; name one with the environment variable PYTHON";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "it was interrupted";
    }
  }

  /**
   * Asks it.
   *
   * @param cases the keys of {@link Goal}s
   * @throws IOException if it cannot be run, or fails
   */
  Results run(String device, List<String> cases) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(python, script.toString(), "--device", device));
    command.addAll(cases);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Map<List<String>, Double> values = new LinkedHashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{")
            && Json.parse(line, SCRIPT) instanceof Map<?, ?> members
            && members.get("value") instanceof Number value) {
          values.put(
              List.of(String.valueOf(members.get("case")), String.valueOf(members.get("mode"))),
              value.doubleValue());
        }
      }
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(SCRIPT + " ended with status " + status);
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return new Results(values);
  }
}
