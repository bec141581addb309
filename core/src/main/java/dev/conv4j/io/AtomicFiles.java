package dev.conv4j.io;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

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
    Path folder = file.toAbsolutePath().getParent();
    Path partial = file.resolveSibling("." + file.getFileName() + ".partial");
    try {
      try {
        writeAndForce(partial, content);
        move(partial, file);
      } finally {
        Files.deleteIfExists(partial);
      }
      if (folder != null) {
        forceFolder(folder);
      }
    } catch (IOException e) {
      throw new Conv4jException(
          Problem.of(
              file.toString(),
              "it cannot be written: " + reason(e),
              "Make room or name another place; nothing half-written was left"),
          e);
    }
  }

  /** Writes a text file as {@link #write(Path, Content)} does, in UTF-8. */
  public static void write(Path file, String text) {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The reason that an exception of the file system gives, in words. */
  public static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.NoSuchFileException gone -> "there is no " + gone.getFile();
      case java.nio.file.AccessDeniedException denied -> "no permission for " + denied.getFile();
      case java.nio.file.FileSystemException other when other.getReason() != null ->
          other.getReason();
      default -> String.valueOf(e.getMessage());
    };
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

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
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
