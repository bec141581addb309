package dev.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.conv4j.Conv4jException;
import dev.conv4j.data.DataSources;
import dev.conv4j.data.DownloadListener;
import dev.conv4j.data.TrainTest;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Devices;
import dev.conv4j.train.RunDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
  private static final int BLOCK = 4096;

  @TempDir Path folder;

  @Test
  void isSaidInOneLineAndLeavesNothingHalfWritten() throws IOException {
    TrainTest data =
        new DataSources(folder, DownloadListener.NONE)
            .open(TinyData.write(folder.resolve("bars"), 1).toString());
    Configuration tiny =
        Configuration.unix().toBuilder().setBlockSize(BLOCK).setMaxSize(4 * BLOCK).build();
    TrainOptions options = new TrainOptions();
    try (FileSystem disk = Jimfs.newFileSystem(tiny);
        OpenDevices devices = new OpenDevices();
        Model model = Zoo.lectureModel()) {
      devices.add(Devices.open("cpu"));
      model.initialize(devices.first(), 1);
      RunDirectory directory = RunDirectory.create(disk.getPath("/run"));
      Console console = Cli.console(new ByteArrayOutputStream(), new ByteArrayOutputStream());
      TrainingRun run = new TrainingRun(console, options, data, devices, directory, Map.of());

      assertThatThrownBy(() -> run.train(model, options.training(), Optional.empty()))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContaining("training.safetensors: it cannot be written");
      try (Stream<Path> left = Files.walk(directory.path())) {
        assertThat(left.filter(Files::isRegularFile)).isEmpty();
      }
    }
  }

  @Test
  void isNoticedWhenOnlyTheResultWasToBeWritten() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    Console console =
        new Console(
            new PrintStream(full, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            0,
            false);

    assertThat(Main.run(console, "summary", "lecture")).isEqualTo(Exit.WRONG_INPUT);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("conv4j: standard output: the result could not be written");
  }
}
