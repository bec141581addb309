package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the flight recorder sees of a training. */
class FlightRecordingTest {
  @TempDir private Path folder;

  private List<RecordedEvent> recorded(String name) throws IOException {
    Path file = folder.resolve("training.jfr");
    try (Recording recording = new Recording();
        Device device = Devices.open("cpu", new DeviceOptions(1));
        Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, Toy.OPTIONS.epochs(1))) {
      recording.enable(name).withoutThreshold();
      recording.start();
      trainer.train(Toy.images(10));
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(name))
        .toList();
  }

  @Test
  void everyStepIsSeen() throws IOException {
    List<RecordedEvent> steps = recorded("dev.conv4j.TrainingStep");
    assertThat(steps).hasSize(3);
    assertThat(steps).extracting(step -> step.getInt("batch")).containsExactly(1, 2, 3);
    RecordedEvent last = steps.getLast();
    assertThat(last.getInt("epoch")).isEqualTo(1);
    assertThat(last.getInt("images")).isEqualTo(2);
    assertThat(last.getDouble("loss")).isPositive();
    assertThat(last.getDouble("learningRate")).isEqualTo(0.1f);
    assertThat(last.getDuration("waited")).isBetween(Duration.ZERO, last.getDuration());
  }

  @Test
  void everyOperationOfEveryLayerIsSeenForwardAndBack() throws IOException {
    List<RecordedEvent> operations = recorded("dev.conv4j.Layer");
    assertThat(operations.subList(0, operations.size() / 3))
        .extracting(event ->
            "%s %s %s"
                .formatted(
                    event.getString("layer"),
                    event.getString("operation"),
                    event.getBoolean("forward") ? "forward" : "back"))
        .contains(
            "conv1 Convolution forward",
            "relu1 Rectification forward",
            "fc LinearMap forward",
            " CrossEntropy forward",
            " CrossEntropy back",
            "fc LinearMap back",
            "conv2 Convolution back",
            "conv1 Convolution back");
  }
}
