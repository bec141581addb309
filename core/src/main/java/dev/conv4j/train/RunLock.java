package dev.conv4j.train;

import dev.conv4j.DataException;
import dev.conv4j.Problem;
import dev.conv4j.io.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two programs from training the same run at once. The system takes the lock back when the
 * program that has it ends, however it ends; the file stays and says who had it last.
 */
public final class RunLock implements AutoCloseable {
  /** What is locked lies behind all content, so that the content can be read by anyone. */
  private static final long PLACE = Long.MAX_VALUE - 1;

  /** More of a file that anyone may have written is not shown. */
  private static final int LONGEST = 200;

  private final FileChannel channel;
  private final FileLock lock;

  private RunLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lock.
   *
   * @param file to lock, made if it is not there
   * @param run what is locked by it, for messages
   * @throws DataException if another has it
   */
  static RunLock take(Path file, Path run) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        return take(channel, file, run);
      } catch (IOException | RuntimeException e) {
        channel.close(); // and with it the lock is free
        throw e;
      }
    } catch (IOException e) {
      throw new DataException(
          Problem.of(file.toString(), "it cannot be locked: " + AtomicFiles.reason(e), ""), e);
    }
  }

  private static RunLock take(FileChannel channel, Path file, Path run) throws IOException {
    FileLock lock = tryLock(channel);
    if (lock == null) {
      throw new DataException(
          Problem.of(
              run.toString(),
              "it is being trained already, by " + content(file),
              "Wait until that one is done, or stop it"),
          null);
    }
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)));
    return new RunLock(channel, lock);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(PLACE, 1, false);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String self() {
    return "process %d since %s"
        .formatted(ProcessHandle.current().pid(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  private static String content(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    return text.isEmpty() ? "another process" : text.substring(0, Math.min(text.length(), LONGEST));
  }

  @Override
  public void close() {
    try (channel) {
      lock.release();
    } catch (IOException e) {
      // The system takes it back when the program ends.
    }
  }
}
