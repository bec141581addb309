package dev.conv4j.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that take the place of others, and in words why they could not. */
public final class Disk {
  private Disk() {}

  /** Renames a file, in place of one that is there, in one step where the system can. */
  public static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The reason that an exception of the file system gives, in words. */
  public static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException gone -> "there is no " + gone.getFile();
      case FileAlreadyExistsException file -> file.getFile() + " is in the way";
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      case ClosedByInterruptException _ -> "the thread was interrupted";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }
}
