package dev.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs while the start-up cache is made must run through, or there is no cache. */
class RehearsalTest {
  @TempDir Path folder;

  @Test
  void theShortCommandsRunThrough() throws IOException {
    Rehearsal.main(new String[] {"short", folder.toString()});
    assertThat(folder.resolve("picture.png")).isNotEmptyFile();
  }

  @Test
  void theLongCommandsRunThrough() throws IOException {
    Rehearsal.main(new String[] {"long", folder.toString()});
    assertThat(folder.resolve("run/model.safetensors")).isNotEmptyFile();
  }

  @Test
  void aCommandThatFailsIsTold() throws IOException {
    Files.createDirectory(folder.resolve("run"));
    assertThatIllegalStateException()
        .isThrownBy(() -> Rehearsal.main(new String[] {"long", folder.toString()}))
        .withMessageContaining("train");
  }
}
