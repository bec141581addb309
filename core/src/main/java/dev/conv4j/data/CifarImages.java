package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import dev.conv4j.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the binary files of CIFAR-10 or CIFAR-100 hold ("The CIFAR-10 dataset", section "Binary
 * version"), gathered file by file: one record after the other, labels and then pixels.
 */
final class CifarImages {
  private final CifarKind kind;
  private final String place;
  private final List<Part> train = new ArrayList<>();
  private @Nullable Part test;
  private List<String> labels;

  /** One file. */
  private record Part(String file, List<byte[]> labelsAndPixels) {
    byte[] labels() {
      return labelsAndPixels.get(0);
    }

    byte[] pixels() {
      return labelsAndPixels.get(1);
    }
  }

  /**
   * No files yet.
   *
   * @param place where they are, for messages
   */
  CifarImages(CifarKind kind, String place) {
    this.kind = kind;
    this.place = place;
    this.labels = kind.labels();
  }

  /** Whether a file of this name is wanted. */
  boolean wants(String file) {
    return kind.isTrain(file) || kind.isTest(file) || file.equals(kind.labelFile());
  }

  /**
   * Takes a file.
   *
   * @throws FormatException if it does not hold whole images
   */
  void add(String file, byte[] bytes) {
    if (file.equals(kind.labelFile())) {
      labels = names(file, bytes);
    } else if (kind.isTest(file)) {
      test = part(file, bytes);
    } else {
      train.add(part(file, bytes));
    }
  }

  private List<String> names(String file, byte[] bytes) {
    List<String> names =
        new String(bytes, StandardCharsets.UTF_8)
            .lines()
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();
    if (names.size() < 2 || names.size() > 256) {
      throw new FormatException(
          place + "/" + file, "the names of 2 to 256 classes", names.size() + " names", "");
    }
    return names;
  }

  private Part part(String file, byte[] bytes) {
    int record = kind.recordBytes();
    if (bytes.length == 0 || bytes.length % record != 0) {
      throw new FormatException(
          place + "/" + file,
          "images of %d bytes, %d of them labels".formatted(record, kind.labelBytes()),
          bytes.length + " bytes",
          "The file is damaged or of another kind; fetch it again");
    }
    int count = bytes.length / record;
    byte[] classes = new byte[count];
    byte[] pixels = new byte[count * CifarKind.PIXELS];
    for (int i = 0; i < count; i++) {
      int at = i * record + kind.labelBytes();
      classes[i] = bytes[at - 1];
      System.arraycopy(bytes, at, pixels, i * CifarKind.PIXELS, CifarKind.PIXELS);
    }
    return new Part(file, List.of(classes, pixels));
  }

  /**
   * The data set of all files.
   *
   * @throws DataException if one is missing, or a label has no name
   */
  TrainTest trainTest(String name, String reason) {
    if (train.isEmpty() || test == null) {
      throw new DataException(
          place,
          "the files " + kind.files(),
          train.isEmpty() ? "no file to train on" : "no file to test with",
          "Put all of them into the directory");
    }
    train.sort(
        Comparator.<Part>comparingInt(part -> CifarKind.order(part.file()))
            .thenComparing(Part::file));
    return new TrainTest(name, reason, dataset(train), dataset(List.of(test)));
  }

  private Dataset dataset(List<Part> parts) {
    long count = parts.stream().mapToLong(part -> part.labels().length).sum();
    if (count * CifarKind.PIXELS > Integer.MAX_VALUE - 8) {
      throw new DataException(place, "less than 2 GiB of pixels", count + " images", "");
    }
    byte[] classes = new byte[(int) count];
    byte[] pixels = new byte[(int) count * CifarKind.PIXELS];
    int at = 0;
    for (Part part : parts) {
      System.arraycopy(part.labels(), 0, classes, at, part.labels().length);
      System.arraycopy(part.pixels(), 0, pixels, at * CifarKind.PIXELS, part.pixels().length);
      at += part.labels().length;
    }
    return new ByteImages(Shape.of(3, 32, 32), labels, pixels, classes);
  }
}
