package dev.conv4j.cli;

import dev.conv4j.DeviceException;
import dev.conv4j.data.TrainTest;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Precision;
import dev.conv4j.tensor.spi.MemoryUse;
import dev.conv4j.train.Evaluator;
import dev.conv4j.train.Trainer;
import dev.conv4j.train.TrainingOptions;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What a device must do, whatever it is and however fast. Each law opens it anew. */
final class DeviceLaws {
  /** So much less than the CPU's may the accuracy be. */
  private static final double SLACK = 0.01;

  private static final int WARM = 10;
  private static final int STEPS = 200;

  private final String name;
  private final CheckScale scale;
  private final TrainTest data;
  private double cpuAccuracy = Double.NaN;

  DeviceLaws(String name, CheckScale scale, TrainTest data) {
    this.name = name;
    this.scale = scale;
    this.data = data;
  }

  /**
   * Something that must hold.
   *
   * @param what in a few words
   * @param judge finds out, for a finding under these words
   */
  record Law(String what, Function<String, Finding> judge) {}

  /** All of them, the simplest first. */
  List<Law> all() {
    return List.of(
        new Law("every kernel agrees with the reference", this::kernelsAgree),
        new Law("the same seed gives the same bits", this::sameSeedSameBits),
        new Law("recorded steps give the bits of plain ones", this::recordedAsPlain),
        new Law("steps take no more memory once warm", this::memoryStands),
        learning(Precision.FLOAT32),
        learning(Precision.TF32),
        learning(Precision.BFLOAT16));
  }

  private Law learning(Precision precision) {
    return new Law("the lecture's network learns, " + precision, what -> learns(what, precision));
  }

  private Finding kernelsAgree(String what) {
    List<KernelCase> cases = KernelCases.all();
    try (Device device = Devices.open(name)) {
      return new DeviceCheck(cases, DeviceCheck.FLOAT32)
          .firstDifference(device, (kernel, number) -> {})
          .map(found -> Finding.of(what, false, found.kernel() + ": " + found.difference()))
          .orElseGet(() -> Finding.of(what, true, cases.size() + " cases"));
    }
  }

  private Finding sameSeedSameBits(String what) {
    String first = weightsAfterSteps(true);
    String second = weightsAfterSteps(true);
    return Finding.of(what, first.equals(second), differ(first, second));
  }

  private Finding recordedAsPlain(String what) {
    try (Device device = Devices.open(name);
        Model model = Zoo.lectureModel().initialize(device, 1);
        RepeatedStep step = new RepeatedStep(model, scale.lectureBatch(), true)) {
      if (device.recorder().isEmpty()) {
        return Finding.notJudged(what, "this device records no steps");
      }
      for (int i = 0; i < WARM; i++) {
        step.run();
      }
      if (!step.obstacle().isEmpty()) {
        return Finding.of(what, false, "they could not be recorded: " + step.obstacle());
      }
      String recorded = ModelFile.weightsSha256(model);
      String plain = weightsAfterSteps(false);
      return Finding.of(what, recorded.equals(plain), differ(recorded, plain));
    }
  }

  private String weightsAfterSteps(boolean record) {
    try (Device device = Devices.open(name);
        Model model = Zoo.lectureModel().initialize(device, 1);
        RepeatedStep step = new RepeatedStep(model, scale.lectureBatch(), record)) {
      for (int i = 0; i < WARM; i++) {
        step.run();
      }
      return ModelFile.weightsSha256(model);
    }
  }

  private static String differ(String first, String second) {
    return first.equals(second)
        ? "weights " + first.substring(0, 12)
        : "weights %s and %s".formatted(first.substring(0, 12), second.substring(0, 12));
  }

  private Finding memoryStands(String what) {
    MemoryUse warm;
    MemoryUse end;
    Device device = Devices.open(name);
    try (Model model = Zoo.lectureModel().initialize(device, 1);
        RepeatedStep step = new RepeatedStep(model, scale.lectureBatch(), true)) {
      for (int i = 0; i < WARM; i++) {
        step.run();
      }
      warm = device.memory().use();
      for (int i = WARM; i < STEPS; i++) {
        step.run();
      }
      end = device.memory().use();
    } finally {
      device.close();
    }
    long left = device.memory().use().bytesInUse() + device.memory().use().bytesKept();
    return Finding.of(
        what,
        warm.equals(end) && left == 0,
        "%,d bytes after %d, %,d after %d, %,d once it is closed"
            .formatted(warm.bytesInUse(), WARM, end.bytesInUse(), STEPS, left));
  }

  private Finding learns(String what, Precision precision) {
    Device device;
    try {
      device = Devices.open(name, new DeviceOptions(0, precision));
    } catch (DeviceException e) {
      if (precision == Precision.FLOAT32) {
        throw e;
      }
      return Finding.notJudged(what, String.valueOf(e.getMessage()));
    }
    double accuracy;
    try (device) {
      accuracy = accuracy(device);
    }
    if (Double.isNaN(cpuAccuracy)) {
      try (Device cpu = Devices.open("cpu")) {
        cpuAccuracy = accuracy(cpu);
      }
    }
    return Finding.of(
        what,
        accuracy >= cpuAccuracy - SLACK,
        String.format(
            Locale.ROOT,
            "%.2f %% of %s, on the CPU %.2f %%",
            100 * accuracy,
            data.name(),
            100 * cpuAccuracy));
  }

  private double accuracy(Device device) {
    TrainingOptions options =
        TrainingOptions.lecture()
            .epochs(scale.epochs())
            .batchSize(scale.lectureBatch())
            .optimizer(Sgd.Config.of(0.02f).momentum(0.9f));
    try (Model model = Zoo.lectureModel().initialize(device, options.seed());
        Trainer trainer = new Trainer(model, options)) {
      trainer.train(data.train());
      return new Evaluator(model).evaluate(data.test()).accuracy();
    }
  }
}
