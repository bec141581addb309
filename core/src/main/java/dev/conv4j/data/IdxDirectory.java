package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A directory with the four IDX files of MNIST or of a set made like it. */
final class IdxDirectory {
  /** The four files, by the names that MNIST gave them. */
  static final List<String> FILES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  private IdxDirectory() {}

  /** Whether the directory holds any of the four files. */
  static boolean isOne(Path directory) {
    return FILES.stream().anyMatch(name -> !find(directory, name).isEmpty());
  }

  /** The files of this name, perhaps compressed, perhaps with a dot as some tools write it. */
  static List<Path> find(Path directory, String name) {
    String dotted = name.replace("-idx", ".idx");
    return List.of(name, name + ".gz", dotted, dotted + ".gz").stream()
        .map(directory::resolve)
        .filter(Files::isRegularFile)
        .toList();
  }

  /**
   * Reads the four files.
   *
   * @throws DataException if one is missing or cannot be read
   * @throws FormatException if one is not what it should be
   */
  static List<IdxFile> read(Path directory) {
    return FILES.stream()
        .map(name -> IdxFile.read(require(directory, name), name.contains("idx3") ? 3 : 1))
        .toList();
  }

  private static Path require(Path directory, String name) {
    return find(directory, name).stream()
        .findFirst()
        .orElseThrow(() ->
            new DataException(
                directory.toString(),
                "a file " + name + " or " + name + ".gz",
                "none",
                "The four files belong together: " + String.join(", ", FILES)));
  }

  /**
   * The data of the four files.
   *
   * @param labels the names of the classes; if empty, as many numbers as the labels need
   * @param normalization the usual one; if null, it is measured
   * @throws DataException if the files do not belong together
   */
  static TrainTest trainTest(
      List<IdxFile> files,
      String name,
      String reason,
      List<String> labels,
      @Nullable Normalization normalization) {
    Part train = Part.of(files.get(0), files.get(1));
    Part test = Part.of(files.get(2), files.get(3));
    if (!train.imageShape().equals(test.imageShape())) {
      throw new DataException(
          files.get(2).file().toString(),
          "images of " + train.imageShape() + ", as in " + files.get(0).file().getFileName(),
          test.imageShape().toString(),
          "The files do not belong together");
    }
    List<String> names = labels.isEmpty() ? numbers(train, test) : labels;
    Dataset trainSet = train.dataset(names);
    Dataset testSet = test.dataset(names);
    return normalization == null
        ? new TrainTest(name, reason, trainSet, testSet)
        : new TrainTest(name, reason, trainSet, testSet, normalization);
  }

  private static List<String> numbers(Part train, Part test) {
    int classes = Math.max(2, Math.max(train.classes(), test.classes()));
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }

  /** Images and labels that belong together. */
  private record Part(IdxFile images, IdxFile labels) {

    static Part of(IdxFile images, IdxFile labels) {
      int[] extents = images.extents();
      if (extents[0] != labels.extents()[0]) {
        throw new FormatException(
            labels.file().toString(),
            extents[0] + " labels, one for each image of " + images.file().getFileName(),
            Integer.toString(labels.extents()[0]),
            "The files do not belong together");
      }
      if (Arrays.stream(extents).anyMatch(extent -> extent == 0)) {
        throw new FormatException(
            images.file().toString(),
            "at least one image of at least one pixel",
            "extents " + Arrays.toString(extents),
            "");
      }
      return new Part(images, labels);
    }

    Shape imageShape() {
      return Shape.of(1, images.extents()[1], images.extents()[2]);
    }

    int classes() {
      int most = 0;
      for (byte label : labels.elements()) {
        most = Math.max(most, label & 0xFF);
      }
      return most + 1;
    }

    Dataset dataset(List<String> names) {
      return new ByteImages(imageShape(), names, images.elements(), labels.elements());
    }
  }
}
