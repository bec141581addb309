package dev.conv4j.io;

import dev.conv4j.DataException;
import dev.conv4j.Problem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Folders that are there with everything in them, or not at all. */
public final class AtomicFolders {
  private AtomicFolders() {}

  /** What goes into a folder. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it into a folder that has another name yet. */
    void writeTo(Path folder);
  }

  /**
   * Checks that a new folder may have this name and can be made; leaves nothing behind.
   *
   * @throws DataException if not
   */
  public static void requirePossible(Path folder) {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new DataException(
          Problem.of(
              folder.toString(),
              "it is there already, and nothing is ever overwritten",
              "Name another folder (--out)"),
          null);
    }
    requireParent(folder);
  }

  /**
   * Checks that there is, or can be made, a folder to hold this one; leaves nothing behind.
   *
   * @throws DataException if not
   */
  public static void requireParent(Path folder) {
    Path there = folder.toAbsolutePath().normalize().getParent();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there != null && (!Files.isDirectory(there) || !Files.isWritable(there))) {
      String why = Files.isDirectory(there) ? " may not be written to" : " is in the way";
      throw new DataException(
          Problem.of(
              folder.toString(),
              "the folder cannot be made: " + there + why,
              "Name another one (--out)"),
          null);
    }
  }

  /**
   * Writes a new folder under another name beside its place and renames it. If anything fails,
   * nothing is left but folders around it that had to be made.
   *
   * @throws DataException if there is something of this name already, or it cannot be made
   */
  public static void write(Path folder, Content content) {
    requirePossible(folder);
    Path absolute = folder.toAbsolutePath().normalize();
    Path partial = absolute.resolveSibling("." + absolute.getFileName() + ".partial");
    try {
      remove(partial);
      Files.createDirectories(partial);
      content.writeTo(partial);
      Files.move(partial, absolute, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      removeAfter(e, partial);
      throw new DataException(
          Problem.of(
              folder.toString(),
              "the folder cannot be made: " + AtomicFiles.reason(e),
              "Name another one (--out)"),
          e);
    } catch (RuntimeException | Error e) {
      removeAfter(e, partial);
      throw e;
    }
  }

  private static void removeAfter(Throwable failure, Path partial) {
    try {
      remove(partial);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Removes a folder that an attempt left, if it is there. */
  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
