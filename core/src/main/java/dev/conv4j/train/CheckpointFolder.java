package dev.conv4j.train;

import dev.conv4j.Conv4jException;
import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import dev.conv4j.Problem;
import dev.conv4j.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The last two checkpoints of a run: the newest, and the one before, should the newest be damaged.
 */
final class CheckpointFolder {
  private final Path folder;

  CheckpointFolder(Path folder) {
    this.folder = folder;
  }

  Path newest() {
    return folder.resolve("training.safetensors");
  }

  Path previous() {
    return folder.resolve("previous.safetensors");
  }

  private Path lockFile() {
    return folder.resolve("lock");
  }

  boolean hasAny() {
    return Files.isRegularFile(newest()) || Files.isRegularFile(previous());
  }

  /** Sees to it that nobody else trains the run; see {@link RunLock#take}. */
  RunLock lock(Path run) {
    make();
    return RunLock.take(lockFile(), run);
  }

  private void make() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new Conv4jException(
          Problem.of(
              folder.toString(), "the directory cannot be made: " + AtomicFiles.reason(e), ""),
          e);
    }
  }

  /** Removes the folder and what is in it. */
  void discard() throws IOException {
    for (Path file : List.of(newest(), previous(), lockFile(), folder)) {
      Files.deleteIfExists(file);
    }
  }

  /** Whether there is no checkpoint in it, and nothing else that anyone could want. */
  boolean wasNeverUsed() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      Set<Path> worthless = Set.of(lockFile(), AtomicFiles.partial(newest()));
      return entries.allMatch(worthless::contains);
    }
  }

  Path path() {
    return folder;
  }

  /** Writes a checkpoint; the newest so far becomes the one before. */
  void save(Trainer trainer, Map<String, String> notes) {
    make();
    trainer.save(newest(), previous(), notes);
  }

  /** The newest checkpoint that is whole. */
  RunDirectory.ResumePoint open(Path run) {
    if (!hasAny()) {
      throw new DataException(
          run.toString(),
          "a run with a checkpoint to go on from",
          "one without",
          "Begin a new run, from the weights of this one (--model " + run + ")");
    }
    try {
      return new RunDirectory.ResumePoint(Checkpoint.open(newest()), "");
    } catch (DataException | FormatException newestFailed) {
      return openPrevious(newestFailed);
    }
  }

  private RunDirectory.ResumePoint openPrevious(Conv4jException newestFailed) {
    if (!Files.isRegularFile(previous())) {
      throw newestFailed;
    }
    try {
      Checkpoint before = Checkpoint.open(previous());
      String remark =
          "%s Using the checkpoint before it, made %s."
              .formatted(newestFailed.getMessage(), before.moment());
      return new RunDirectory.ResumePoint(before, remark);
    } catch (DataException | FormatException previousFailed) {
      throw new FormatException(
          Problem.of(
              folder.toString(),
              "both checkpoints are damaged: %s %s"
                  .formatted(newestFailed.getMessage(), previousFailed.getMessage()),
              "Begin a new run, from weights that are left (--model)"),
          previousFailed);
    }
  }
}
