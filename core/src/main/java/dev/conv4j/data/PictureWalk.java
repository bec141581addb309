package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Looks for picture files in a folder and the folders in it, following links, not in circles. */
final class PictureWalk {
  private static final int DEEPEST = 32;

  /** What Java puts for characters that it cannot decode. */
  private static final char UNREADABLE = '\uFFFD';

  /** Folders that archives and tools leave behind, besides those whose names begin with a dot. */
  private static final Set<String> NOT_OURS = Set.of("__MACOSX", "@eaDir", "lost+found");

  private final List<Path> pictures = new ArrayList<>();
  private int others;
  private int circles;

  private PictureWalk() {}

  /**
   * Looks for all pictures in a folder.
   *
   * @throws DataException if it cannot be read
   */
  static PictureWalk through(Path folder) {
    PictureWalk walk = new PictureWalk();
    walk.go(folder, DEEPEST, false);
    walk.pictures.sort(byName(folder));
    return walk;
  }

  /** Whether there is a picture in a folder, or not far below it. */
  static boolean anyIn(Path folder) {
    PictureWalk walk = new PictureWalk();
    walk.go(folder, 4, true);
    return !walk.pictures.isEmpty();
  }

  /** By name, the same on every file system. */
  private static Comparator<Path> byName(Path folder) {
    return Comparator.comparing(file -> path(folder, file));
  }

  /** The path of a file from a folder around it, written in the same way on every system. */
  static String path(Path folder, Path file) {
    return folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
  }

  /** The pictures, sorted by name. */
  List<Path> pictures() {
    return List.copyOf(pictures);
  }

  /** How many other files there are. */
  int others() {
    return others;
  }

  /** How many links lead back to a folder that they lie in; they were not followed. */
  int circles() {
    return circles;
  }

  private void go(Path folder, int depth, boolean first) {
    try {
      Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, visitor(first));
    } catch (AccessDeniedException e) {
      throw new DataException(Problem.of(e.getFile(), "it cannot be read: no permission", ""), e);
    } catch (IOException e) {
      throw new DataException(
          Problem.of(folder.toString(), "it cannot be looked through: " + e.getMessage(), ""), e);
    }
  }

  private SimpleFileVisitor<Path> visitor(boolean untilFirst) {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        return isOurs(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (!isOurs(file) || attributes.isDirectory()) {
          return FileVisitResult.CONTINUE;
        }
        if (!PictureReaders.isNamedPicture(file)) {
          others++;
          return FileVisitResult.CONTINUE;
        }
        pictures.add(file);
        return untilFirst ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (failure instanceof FileSystemLoopException) {
          circles++;
          return FileVisitResult.CONTINUE;
        }
        throw failure;
      }
    };
  }

  /** Whether a file or folder is not hidden. */
  static boolean isOurs(Path path) {
    String name = String.valueOf(path.getFileName());
    boolean hidden = name.startsWith(".") && !name.equals(".") && !name.equals("..");
    return !hidden && !NOT_OURS.contains(name);
  }

  /**
   * The folders in a folder, sorted by name.
   *
   * @throws DataException if it cannot be read
   */
  static List<Path> folders(Path folder) {
    try (Stream<Path> content = Files.list(folder)) {
      return content
          .filter(path -> Files.isDirectory(path) && isOurs(path))
          .sorted(byName(folder))
          .toList();
    } catch (IOException e) {
      throw cannotBeListed(folder, e);
    }
  }

  /** How many pictures a folder holds, those in its folders not counted. */
  static long picturesDirectlyIn(Path folder) {
    try (Stream<Path> content = Files.list(folder)) {
      return content
          .filter(file -> PictureReaders.isNamedPicture(file) && Files.isRegularFile(file))
          .count();
    } catch (IOException e) {
      throw cannotBeListed(folder, e);
    }
  }

  private static DataException cannotBeListed(Path folder, IOException e) {
    return new DataException(
        Problem.of(folder.toString(), "it cannot be listed: " + e.getMessage(), ""), e);
  }

  /**
   * The name of a folder; what it is written with does not matter, such as é as one or as two.
   *
   * @throws DataException if Java cannot read it, so that two folders may seem to have one name
   */
  static String name(Path folder) {
    String name = String.valueOf(folder.getFileName());
    if (name.indexOf(UNREADABLE) >= 0) {
      throw new DataException(
          folder.toString(),
          "a name in the encoding that Java was started with, "
              + System.getProperty("sun.jnu.encoding"),
          "other characters",
          "Set the locale, such as LC_ALL=C.UTF-8, or rename the folder");
    }
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }
}
