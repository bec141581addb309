package dev.conv4j.benchmarks;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Pass;
import dev.conv4j.data.DataSources;
import dev.conv4j.data.DownloadListener;
import dev.conv4j.data.TrainTest;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Predictor;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Precision;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.train.Evaluator;
import dev.conv4j.train.Trainer;
import dev.conv4j.train.TrainingOptions;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What conv4j does on a GPU, one line of JSON for each case; {@code benchmarks/gpu/torch_on_gpu.py}
 * does the same, and {@code benchmarks/gpu/run} puts them side by side. {@code -Ddevice=} names the
 * device, {@code -Dseconds=} how long a rate is measured after as long a warm-up.
 */
public final class OnGpu {
  private static final String DEVICE = System.getProperty("device", "cuda:0");
  private static final double SECONDS = Double.parseDouble(System.getProperty("seconds", "5"));
  private static final double GOAL = 0.99;
  private static final int MOST_EPOCHS = 20;
  private static final Normalization PHOTOGRAPHS =
      new Normalization(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));

  private OnGpu() {}

  /** Runs the cases whose names are given, or all. */
  public static void main(String[] arguments) {
    List<String> wanted = List.of(arguments);
    run(wanted, "lecture-training", () -> lectureSteps(Precision.FLOAT32));
    run(wanted, "resnet18-32-training", () -> resnetSteps(32, 10, 512) * 512);
    run(wanted, "resnet18-224-inference", () -> resnetInference(128));
    run(wanted, "mnist-10-epochs", () -> mnist(TrainingOptions.lecture()));
    run(wanted, "mnist-99-percent", OnGpu::mnistToTheGoal);
  }

  private interface Measured {
    double run();
  }

  private static void run(List<String> wanted, String name, Measured measured) {
    if (wanted.isEmpty() || wanted.contains(name)) {
      System.out.printf(Locale.ROOT, "{\"case\": \"%s\", \"value\": %.3f}%n", name, measured.run());
    }
  }

  private static Device open(Precision precision) {
    return Devices.open(DEVICE, new DeviceOptions(0, precision));
  }

  /** On a device without it the ratio would say nothing; on the CPU the program is only tried. */
  private static Precision bfloat16() {
    return DEVICE.startsWith("cuda") ? Precision.BFLOAT16 : Precision.FLOAT32;
  }

  private static double lectureSteps(Precision precision) {
    try (Device device = open(precision);
        Model model = Zoo.lectureModel().initialize(device, 1)) {
      return steps(device, model, 64);
    }
  }

  private static double resnetSteps(int side, int classes, int batch) {
    try (Device device = open(bfloat16());
        Model model = resnet(side, classes).initialize(device, 1)) {
      return steps(device, model, batch);
    }
  }

  private static Model resnet(int side, int classes) {
    Shape image = Shape.of(3, side, side);
    List<String> labels = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return new Model(
        "resnet18", Zoo.network("resnet18", image, classes), image, labels, PHOTOGRAPHS);
  }

  /** Training steps a second: forward, loss, back, SGD with momentum; the data is on the card. */
  private static double steps(Device device, Model model, int batch) {
    try (Sgd optimizer = Sgd.Config.of(0.01f).momentum(0.5f).create(model.parameters());
        Gradients gradients = new Gradients(device);
        Tensor images =
            Tensor.of(device, model.input().batched(batch), pixels(model.input(), batch));
        Tensor labels = Tensor.ofInts(device, Shape.of(batch), labels(model, batch))) {
      return rate(
          device,
          () -> {
            try (Pass pass = Pass.training(device)) {
              Tensor logits = model.forward(images, pass);
              gradients.clear();
              pass.backward(new CrossEntropyLoss().of(logits, labels, pass), gradients);
              optimizer.step(gradients);
              pass.commit();
            }
          });
    }
  }

  /** Images a second, from pixels in host memory to probabilities in host memory. */
  private static double resnetInference(int batch) {
    try (Device device = open(bfloat16());
        Model model = resnet(224, 1000).initialize(device, 1);
        Predictor predictor = new Predictor(model)) {
      float[] pixels = pixels(model.input(), batch);
      return batch * rate(device, () -> predictor.probabilities(pixels));
    }
  }

  /** How often a second; the device is waited for at the ends only. */
  private static double rate(Device device, Runnable step) {
    repeat(step, SECONDS);
    device.synchronize();
    long start = System.nanoTime();
    long count = repeat(step, SECONDS);
    device.synchronize();
    return count / seconds(start);
  }

  private static long repeat(Runnable step, double seconds) {
    long start = System.nanoTime();
    long count = 0;
    do {
      step.run();
      count++;
    } while (seconds(start) < seconds);
    return count;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Seconds of a training on MNIST, from images in host memory on. */
  private static double mnist(TrainingOptions options) {
    TrainTest data = data();
    try (Device device = open(Precision.FLOAT32);
        Model model = Zoo.lectureModel().initialize(device, 42);
        Trainer trainer = new Trainer(model, options)) {
      long start = System.nanoTime();
      trainer.train(data.train());
      device.synchronize();
      return seconds(start);
    }
  }

  /** Seconds of training until the test images are named with 99 %; testing is not counted. */
  private static double mnistToTheGoal() {
    TrainTest data = data();
    TrainingOptions epoch =
        TrainingOptions.lecture()
            .epochs(1)
            .batchSize(128)
            .optimizer(Sgd.Config.of(0.05f).momentum(0.9f));
    try (Device device = open(Precision.FLOAT32);
        Model model = Zoo.lectureModel().initialize(device, 42)) {
      double spent = 0;
      for (int i = 0; i < MOST_EPOCHS; i++) {
        try (Trainer trainer = new Trainer(model, epoch.seed(42L + i))) {
          long start = System.nanoTime();
          trainer.train(data.train());
          device.synchronize();
          spent += seconds(start);
        }
        if (new Evaluator(model).evaluate(data.test()).accuracy() >= GOAL) {
          return spent;
        }
      }
      return Double.NaN;
    }
  }

  private static TrainTest data() {
    return new DataSources(DataSources.userCache(), DownloadListener.NONE)
        .open(System.getProperty("data", "mnist"));
  }

  private static float[] pixels(Shape image, int batch) {
    Random random = new Random(1);
    float[] pixels = new float[Math.toIntExact(image.batched(batch).count())];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    return pixels;
  }

  private static int[] labels(Model model, int batch) {
    int classes = model.labels().size();
    return IntStream.range(0, batch).map(i -> i % classes).toArray();
  }
}
