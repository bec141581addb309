package dev.conv4j.io;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.file.Disk;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Files that are written whole or not at all. */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** What goes into a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file under another name, forces it to disk, and renames it; a file that was there is
   * replaced. If anything fails, that one is still there and nothing else is.
   *
   * @throws Conv4jException if it cannot be written
   */
  public static void write(Path file, Content content) {
    replace(file, content, () -> {});
  }

  /**
   * The same, but a file that was there is kept under the name {@code previous} in the same folder.
   * At every moment one of the two is there, and whole.
   *
   * @throws Conv4jException if it cannot be written
   */
  public static void write(Path file, Path previous, Content content) {
    replace(
        file,
        content,
        () -> {
          if (Files.exists(file)) {
            Disk.move(file, previous);
          }
        });
  }

  /** What happens to the old file before the new one takes its place. */
  @FunctionalInterface
  private interface Preparation {
    void run() throws IOException;
  }

  private static void replace(Path file, Content content, Preparation preparation) {
    Path folder = file.toAbsolutePath().getParent();
    Path partial = partial(file);
    try {
      writeAndForce(partial, content);
      preparation.run();
      Disk.move(partial, file);
    } catch (IOException e) {
      remove(partial, e);
      throw unwritable(file, folder, e);
    } catch (RuntimeException | Error e) {
      remove(partial, e);
      throw e;
    }
    if (folder != null) {
      forceFolder(folder);
    }
  }

  /**
   * The name that a file has while it is written. Should the program be killed meanwhile, it stays,
   * and is overwritten when the file is written the next time.
   */
  public static Path partial(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".partial");
  }

  private static void remove(Path partial, Throwable failure) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static Conv4jException unwritable(Path file, @Nullable Path folder, IOException e) {
    String found = "it cannot be written: ";
    String remedy = "Name another place";
    if (Files.isDirectory(file)) {
      found += "it is a folder";
    } else if (folder != null && !Files.isDirectory(folder)) {
      found += "there is no folder " + folder;
      remedy = "Make the folder first, or name another place";
    } else if (e instanceof AccessDeniedException) {
      found += "no permission to write into " + folder;
    } else {
      found += reason(e);
      remedy = "Make room or name another place; nothing half-written was left";
    }
    return new Conv4jException(Problem.of(file.toString(), found, remedy), e);
  }

  /** Writes a text file as {@link #write(Path, Content)} does, in UTF-8. */
  public static void write(Path file, String text) {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The reason that an exception of the file system gives, in words. */
  public static String reason(IOException e) {
    return Disk.reason(e);
  }

  private static void writeAndForce(Path partial, Content content) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                partial,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
  }

  /** Makes the renaming itself last; not every system can, and those that cannot need not. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException | UnsupportedOperationException e) {
      // Windows does not open folders.
    }
  }
}
