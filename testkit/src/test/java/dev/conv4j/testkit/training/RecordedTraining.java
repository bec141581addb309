package dev.conv4j.testkit.training;

import dev.conv4j.data.Dataset;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.testkit.RandomImages;
import dev.conv4j.train.Trainer;
import dev.conv4j.train.TrainingEvent;
import dev.conv4j.train.TrainingEvent.StepDone;
import dev.conv4j.train.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * A program that trains the lecture's network under the flight recorder and prints which arrays
 * above 1 KB that a training step allocates once it is warm, then one that it allocates itself to
 * show that the recorder sees them. Run it with {@code -XX:-UseTLAB}: every allocation is an event
 * then.
 */
public final class RecordedTraining {
  private static final String EVENT = "jdk.ObjectAllocationOutsideTLAB";
  private static final int LARGE = 1024;
  private static final int CONTROL = 2000;
  private static final int BATCH = 64;

  /** The step when recording starts; what that itself allocates is over by the next. */
  private static final int STARTED = 40;

  private static final int FIRST = 45;

  /** Far enough to see a copy of the weights being kept. */
  private static final int LAST = 105;

  private final Recording recording = new Recording();
  private Instant begin = Instant.MAX;
  private Instant end = Instant.MAX;
  private byte @Nullable [] control;
  private final Set<String> found = new TreeSet<>();

  private RecordedTraining() {}

  /** See the class. */
  public static void main(String[] args) throws IOException {
    new RecordedTraining().run();
  }

  private void run() throws IOException {
    recording.enable(EVENT).withoutThreshold().withStackTrace();
    Dataset images = RandomImages.likeMnist(BATCH * (LAST + 5), 1);
    try (Device device = Devices.open("cpu", new DeviceOptions(2));
        Model model = ShortTraining.lecture(device, images, 1);
        Trainer trainer = new Trainer(model, TrainingOptions.lecture().epochs(1), this::on)) {
      trainer.train(images);
    }
    Path file = Files.createTempFile("training", ".jfr");
    try (recording) {
      recording.dump(file);
      RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().equals(EVENT))
          .forEach(this::collect);
      found.forEach(System.out::println);
    } finally {
      Files.delete(file);
    }
  }

  private void on(TrainingEvent event) {
    if (event instanceof StepDone step) {
      switch (step.batch()) {
        case STARTED -> recording.start();
        case FIRST -> begin = Instant.now();
        case LAST -> {
          end = Instant.now();
          control = new byte[CONTROL];
          recording.stop();
        }
        default -> {}
      }
    }
  }

  private void collect(RecordedEvent event) {
    String type = event.getClass("objectClass").getName();
    long bytes = event.getLong("allocationSize");
    if (!type.startsWith("[") || bytes <= LARGE || event.getStartTime().isBefore(begin)) {
      return;
    }
    if (event.getStartTime().isBefore(end)) {
      found.add(type + " of " + bytes + " bytes in " + caller(event));
    } else if (type.equals("[B") && bytes >= CONTROL && bytes < CONTROL + 100 && control != null) {
      found.add("control: byte[] of " + CONTROL + " bytes or more");
    }
  }

  private static String caller(RecordedEvent event) {
    if (event.getStackTrace() == null) {
      return "an unknown method";
    }
    RecordedMethod method = event.getStackTrace().getFrames().getFirst().getMethod();
    return method.getType().getName() + "." + method.getName();
  }
}
