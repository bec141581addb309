package dev.conv4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.conv4j.Conv4jException;
import dev.conv4j.io.FailingFiles.Failure;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole or not at all, whatever the disk does. */
class AtomicFilesTest {
  @TempDir private Path folder;

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void writesAndReplaces() throws IOException {
    Path file = folder.resolve("model.bin");
    AtomicFiles.write(file, "old");
    AtomicFiles.write(file, "new, größer");
    assertThat(file).hasContent("new, größer");
    assertThat(names(folder)).containsExactly("model.bin");
  }

  @Test
  void aNameWithoutAFolderIsInTheCurrentOne() throws IOException {
    Path file = Path.of("atomic-files-test.tmp");
    try {
      AtomicFiles.write(file, "here");
      assertThat(file).hasContent("here");
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OPEN, false",
    "OPEN, true",
    "WRITE, false",
    "WRITE, true",
    "FORCE, false",
    "FORCE, true",
    "MOVE, false",
    "MOVE, true"
  })
  void aDiskThatFailsLeavesTheOldFileAndNothingElse(Failure failure, boolean old)
      throws IOException {
    try (FileSystem inner = Jimfs.newFileSystem(Configuration.unix())) {
      Path real = Files.createDirectory(inner.getPath("/run")).resolve("model.bin");
      FailingFiles files = new FailingFiles(inner);
      Path file = files.path(real);
      if (old) {
        AtomicFiles.write(file, "old");
      }
      files.failAt(failure);
      assertThatThrownBy(() -> AtomicFiles.write(file, "n".repeat(1_000_000)))
          .isInstanceOf(Conv4jException.class)
          .hasMessage(
              "/run/model.bin: it cannot be written: No space left on device. Make room or name"
                  + " another place; nothing half-written was left.");
      assertThat(names(inner.getPath("/run"))).isEqualTo(old ? List.of("model.bin") : List.of());
      if (old) {
        assertThat(real).hasContent("old");
      }
      files.failAt(Failure.NEVER);
      AtomicFiles.write(file, "new");
      assertThat(real).hasContent("new");
    }
  }

  /** The first failure is the one to tell of; that it could not be tidied up comes second. */
  @Test
  void aDiskThatCannotEvenDeleteTellsOfItsFirstFailure() throws IOException {
    try (FileSystem inner = Jimfs.newFileSystem(Configuration.unix())) {
      Path real = Files.createDirectory(inner.getPath("/run")).resolve("model.bin");
      FailingFiles files = new FailingFiles(inner);
      AtomicFiles.write(files.path(real), "old");
      files.failAt(Failure.WRITE_AND_DELETE);
      assertThatThrownBy(() -> AtomicFiles.write(files.path(real), "new"))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContaining(FailingFiles.REASON)
          .cause()
          .satisfies(cause ->
              assertThat(cause.getSuppressed())
                  .anySatisfy(second -> assertThat(second).hasMessageContaining("Read-only")));
      assertThat(real).hasContent("old");
    }
  }

  @Test
  void aDiskThatFillsUpOnTheWay() throws IOException {
    Configuration small =
        Configuration.unix().toBuilder().setMaxSize(64 << 10).setBlockSize(1 << 10).build();
    try (FileSystem files = Jimfs.newFileSystem(small)) {
      Path run = Files.createDirectory(files.getPath("/run"));
      Path file = run.resolve("model.bin");
      AtomicFiles.write(file, "old");
      assertThatThrownBy(() -> AtomicFiles.write(file, "n".repeat(1 << 20)))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContaining("/run/model.bin: it cannot be written: ")
          .hasMessageContaining("space")
          .hasMessageContaining("Make room");
      assertThat(names(run)).containsExactly("model.bin");
      assertThat(file).hasContent("old");
      AtomicFiles.write(file, "n".repeat(32 << 10));
      assertThat(file).hasSize(32 << 10);
    }
  }

  @Test
  void contentThatFailsLeavesTheOldFileAndIsToldAsItIs() throws IOException {
    Path file = folder.resolve("model.bin");
    AtomicFiles.write(file, "old");
    IllegalStateException thrown = new IllegalStateException("no weights");
    assertThatThrownBy(() ->
            AtomicFiles.write(
                file,
                out -> {
                  out.write(new byte[100_000]);
                  throw thrown;
                }))
        .isSameAs(thrown);
    AssertionError error = new AssertionError();
    assertThatThrownBy(() ->
            AtomicFiles.write(
                file,
                out -> {
                  throw error;
                }))
        .isSameAs(error);
    assertThatThrownBy(() ->
            AtomicFiles.write(
                file,
                out -> {
                  throw new IOException();
                }))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("it cannot be written: java.io.IOException.");
    assertThat(file).hasContent("old");
    assertThat(names(folder)).containsExactly("model.bin");
  }

  @Test
  void aThreadThatIsInterruptedSaysSo() throws IOException {
    Path file = folder.resolve("model.bin");
    AtomicFiles.write(file, "old");
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> AtomicFiles.write(file, "new"))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContaining("the thread was interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(file).hasContent("old");
    assertThat(names(folder)).containsExactly("model.bin");
  }

  @Test
  void aMissingFolderIsNamed() {
    Path file = folder.resolve("missing").resolve("model.bin");
    assertThatThrownBy(() -> AtomicFiles.write(file, "new"))
        .isInstanceOf(Conv4jException.class)
        .hasMessage(
            file
                + ": it cannot be written: there is no folder "
                + file.getParent()
                + ". Make the folder first, or name another place.");
  }

  @Test
  void aFileInPlaceOfTheFolderIsNamed() throws IOException {
    Path notAFolder = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> AtomicFiles.write(notAFolder.resolve("model.bin"), "new"))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("there is no folder " + notAFolder);
  }

  @Test
  void aFolderIsNotReplaced() throws IOException {
    Path target = Files.createDirectory(folder.resolve("model.bin"));
    Path inside = Files.createDirectory(target.resolve("full"));
    assertThatThrownBy(() -> AtomicFiles.write(target, "new"))
        .isInstanceOf(Conv4jException.class)
        .hasMessage(target + ": it cannot be written: it is a folder. Name another place.");
    assertThat(inside).isDirectory();
    assertThat(names(folder)).containsExactly("model.bin");
  }

  @Test
  void anEmptyFolderIsNotReplacedEither() throws IOException {
    Path target = Files.createDirectory(folder.resolve("model.bin"));
    assertThatThrownBy(() -> AtomicFiles.write(target, "new"))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("it is a folder");
    assertThat(target).isDirectory();
    assertThat(names(folder)).containsExactly("model.bin");
  }

  @Test
  void aFolderThatMustNotBeWrittenIsNamed() throws IOException {
    try (FileSystem inner = Jimfs.newFileSystem(Configuration.unix())) {
      Path real = Files.createDirectory(inner.getPath("/closed")).resolve("model.bin");
      FailingFiles files = new FailingFiles(inner);
      files.failAt(Failure.OPEN_DENIED);
      assertThatThrownBy(() -> AtomicFiles.write(files.path(real), "new"))
          .isInstanceOf(Conv4jException.class)
          .hasMessage(
              "/closed/model.bin: it cannot be written: no permission to write into /closed."
                  + " Name another place.");
    }
  }
}
