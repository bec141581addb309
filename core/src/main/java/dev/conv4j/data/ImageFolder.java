package dev.conv4j.data;

import dev.conv4j.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A directory with a folder of pictures for each class: {@code train/CLASS/…} and {@code
 * test/CLASS/…}, or {@code CLASS/…} alone. For want of {@code test} a folder {@code val}, {@code
 * valid} or {@code validation} is taken; beside one, it is not used.
 */
final class ImageFolder {
  /** What the layout looks like, for messages. */
  static final String LAYOUT =
      "folders train/CLASS and test/CLASS, or CLASS, with pictures in them";

  private static final String TRAIN = "train";
  private static final String TEST = "test";
  private static final List<String> VALIDATIONS = List.of("val", "valid", "validation");

  private final Path directory;
  private final Optional<Path> train;
  private final List<Path> validations;
  private final Optional<Path> test;
  private final List<String> remarks = new ArrayList<>();
  private int others;
  private int circles;

  private ImageFolder(Path directory) {
    this.directory = directory;
    this.train = split(TRAIN);
    this.validations = VALIDATIONS.stream().map(this::split).flatMap(Optional::stream).toList();
    this.test = split(TEST).or(() -> validations.stream().findFirst());
  }

  /** A folder of this name, if it has folders in it; a class of this name has pictures. */
  private Optional<Path> split(String name) {
    Path folder = directory.resolve(name);
    return Files.isDirectory(folder) && !PictureWalk.folders(folder).isEmpty()
        ? Optional.of(folder)
        : Optional.empty();
  }

  /** Whether a directory looks like one. */
  static boolean isOne(Path directory) {
    return PictureWalk.folders(directory).stream().anyMatch(PictureWalk::anyIn);
  }

  /**
   * Finds the pictures.
   *
   * @param wanted the names of the classes; if empty, they are those found
   * @throws DataException if a folder belongs to no class, or cannot be read
   */
  static FoundImages find(Path directory, List<String> wanted) {
    return new ImageFolder(directory).find(wanted);
  }

  private FoundImages find(List<String> wanted) {
    Path root = train.orElseGet(() -> test.isPresent() ? test.get() : directory);
    Labels labels =
        Labels.of(wanted, PictureWalk.folders(root).stream().map(PictureWalk::name).toList());
    boolean onlyTest = train.isEmpty() && test.isPresent();
    List<LabelledFile> toTrain = onlyTest ? List.of() : pictures(root, labels);
    List<LabelledFile> toTest = test.isEmpty() ? List.of() : pictures(test.get(), labels);
    remark(root, toTest.size());
    return new FoundImages(
        FoundImages.Layout.FOLDERS, directory.toString(), labels.names(), toTrain, toTest, remarks);
  }

  private List<LabelledFile> pictures(Path root, Labels labels) {
    List<LabelledFile> files = new ArrayList<>();
    for (Path folder : PictureWalk.folders(root)) {
      PictureWalk walk = PictureWalk.through(folder);
      int label = labels.number(PictureWalk.name(folder), folder.toString());
      walk.pictures()
          .forEach(
              file -> files.add(new LabelledFile(file, label, PictureWalk.path(directory, file))));
      requireSome(folder, walk);
      others += walk.others();
      circles += walk.circles();
    }
    return files;
  }

  /** An empty folder is a mistake in the making: its class could never be learned. */
  private static void requireSome(Path folder, PictureWalk walk) {
    if (walk.pictures().isEmpty()) {
      throw new DataException(
          folder.toString(),
          "pictures of the class '" + PictureWalk.name(folder) + "'",
          walk.others() == 0 ? "none" : "none, but " + others(walk.others()),
          "Put some into the folder, or remove it");
    }
  }

  private static String others(int count) {
    return count == 1 ? "one other file" : "%,d other files".formatted(count);
  }

  private void remark(Path root, int toTest) {
    long loose = PictureWalk.picturesDirectlyIn(root);
    if (loose > 0) {
      remarks.add(
          loose == 1
              ? "One picture in no class's folder was passed over."
              : "%,d pictures in no class's folder were passed over.".formatted(loose));
    }
    for (Path folder : validations) {
      boolean taken = test.filter(folder::equals).isPresent();
      remarks.add(
          FoundImages.validationRemark(
              "the folder " + PictureWalk.name(folder),
              taken ? toTest : picturesIn(folder),
              taken ? 0 : toTest));
    }
    if (others > 0) {
      remarks.add(
          others == 1
              ? "One other file was passed over."
              : "%,d other files were passed over.".formatted(others));
    }
    if (circles > 0) {
      remarks.add("Links that lead back to a folder around them were not followed.");
    }
  }

  private static int picturesIn(Path folder) {
    return PictureWalk.folders(folder).stream()
        .mapToInt(each -> PictureWalk.through(each).pictures().size())
        .sum();
  }
}
