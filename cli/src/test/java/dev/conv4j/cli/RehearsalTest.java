package dev.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

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
    Rehearsal.main(new String[] {folder.toString()});
    assertThat(folder.resolve("picture.png")).isNotEmptyFile();
    assertThat(folder.resolve("model.safetensors")).isNotEmptyFile();
  }

  @Test
  void whatGoesWrongIsTold() throws IOException {
    Path file = Files.createDirectory(folder.resolve("model.safetensors"));
    Files.createFile(file.resolve("in the way"));
    assertThatException()
        .isThrownBy(() -> Rehearsal.main(new String[] {folder.toString()}))
        .withMessageContaining("model.safetensors");
  }
}
