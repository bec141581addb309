package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import dev.conv4j.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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

  /** Whether the directory holds the first of the four files. */
  static boolean isOne(Path directory) {
    return find(directory, FILES.getFirst()).isPresent();
  }

  /** The file of this name, perhaps compressed, perhaps with a dot in its name as some tools do. */
  static Optional<Path> find(Path directory, String name) {
    String dotted = name.replace("-idx", ".idx");
    return List.of(name, name + ".gz", dotted, dotted + ".gz").stream()
        .map(directory::resolve)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /**
   * Reads the four files.
   *
   * @param labels the names of the classes; if empty, as many numbers as the labels need
   */
  static TrainTest read(Path directory, String name, String reason, List<String> labels) {
    Part train = Part.read(directory, FILES.get(0), FILES.get(1));
    Part test = Part.read(directory, FILES.get(2), FILES.get(3));
    int classes = Math.max(train.classes(), test.classes());
    List<String> names =
        labels.isEmpty()
            ? IntStream.range(0, Math.max(classes, 2)).mapToObj(Integer::toString).toList()
            : labels;
    if (!train.imageShape().equals(test.imageShape())) {
      throw new DataException(
          directory.toString(),
          "training and test images of one size",
          train.imageShape() + " and " + test.imageShape(),
          "");
    }
    return new TrainTest(name, reason, train.dataset(names), test.dataset(names));
  }

  /** Images and labels that belong together. */
  private record Part(IdxFile images, IdxFile labels) {

    static Part read(Path directory, String imageName, String labelName) {
      Path imageFile = require(directory, imageName);
      Path labelFile = require(directory, labelName);
      IdxFile images = IdxFile.read(imageFile, 3);
      IdxFile labels = IdxFile.read(labelFile, 1);
      if (images.extents()[0] != labels.extents()[0]) {
        throw new FormatException(
            labelFile.toString(),
            images.extents()[0] + " labels, one for each image of " + imageFile.getFileName(),
            Integer.toString(labels.extents()[0]),
            "The files do not belong together");
      }
      if (images.extents()[0] == 0 || images.extents()[1] == 0 || images.extents()[2] == 0) {
        throw new FormatException(imageFile.toString(), "at least one image", "none", "");
      }
      return new Part(images, labels);
    }

    private static Path require(Path directory, String name) {
      return find(directory, name)
          .orElseThrow(() ->
              new DataException(
                  directory.toString(), "a file " + name + " or " + name + ".gz", "none", ""));
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
