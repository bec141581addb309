package dev.conv4j.data;

import dev.conv4j.FormatException;
import dev.conv4j.nn.Normalization;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A public data set in four IDX files whose contents are known.
 *
 * @param name by what name it is opened, and the name of its folder
 * @param title what people call it
 * @param labels the names of its classes
 * @param mirrors folders, with a slash at the end, that hold the files compressed with gzip
 * @param files in the order of {@link IdxDirectory#FILES}
 */
record IdxSet(
    String name,
    String title,
    List<String> labels,
    Normalization normalization,
    List<URI> mirrors,
    List<IdxKnownFile> files)
    implements KnownSet<IdxFile> {

  /**
   * One file.
   *
   * @param name without {@code .gz}
   * @param sha256 of its uncompressed bytes, in hexadecimal
   * @param bytes how many those are
   */
  record IdxKnownFile(String name, int axes, String sha256, long bytes)
      implements KnownFile<IdxFile> {

    @Override
    public String remoteName() {
      return name + ".gz";
    }

    /** More bytes than the file has when it is compressed, however badly. */
    @Override
    public long mostBytes() {
      return bytes + bytes / 1000 + 4096;
    }

    @Override
    public List<Path> find(Path folder) {
      return IdxDirectory.find(folder, name);
    }

    /** Reads the file, plain or compressed. */
    @Override
    public IdxFile read(Path path) {
      IdxFile read = IdxFile.read(path, axes, bytes);
      if (!read.sha256().equals(sha256)) {
        throw new FormatException(
            path.toString(),
            "SHA-256 " + sha256,
            "SHA-256 " + read.sha256(),
            "The file is damaged");
      }
      return read;
    }
  }

  private static final int[] BYTES = {47_040_016, 60_008, 7_840_016, 10_008};
  private static final int[] AXES = {3, 1, 3, 1};

  /** Handwritten digits (LeCun, Cortes and Burges 1998). */
  static final IdxSet MNIST =
      new IdxSet(
          "mnist",
          "MNIST",
          IntStream.range(0, 10).mapToObj(Integer::toString).toList(),
          Normalization.MNIST,
          mirrors(
              "https://ossci-datasets.s3.amazonaws.com/mnist/",
              "https://storage.googleapis.com/cvdf-datasets/mnist/"),
          files(
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
              "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
              "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
              "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"));

  /** Pictures of clothes, made like MNIST (Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747). */
  static final IdxSet FASHION_MNIST =
      new IdxSet(
          "fashion-mnist",
          "Fashion-MNIST",
          List.of(
              "T-shirt/top",
              "Trouser",
              "Pullover",
              "Dress",
              "Coat",
              "Sandal",
              "Shirt",
              "Sneaker",
              "Bag",
              "Ankle boot"),
          new Normalization(List.of(0.2860f), List.of(0.3530f)),
          mirrors(
              "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
              "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
              "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
          files(
              "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
              "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
              "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
              "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"));

  private static List<URI> mirrors(String... addresses) {
    return List.of(addresses).stream().map(URI::create).toList();
  }

  private static List<IdxKnownFile> files(String... sha256) {
    return IntStream.range(0, sha256.length)
        .mapToObj(i -> new IdxKnownFile(IdxDirectory.FILES.get(i), AXES[i], sha256[i], BYTES[i]))
        .toList();
  }

  @Override
  public IdxSet from(List<URI> folders) {
    return new IdxSet(name, title, labels, normalization, folders, files);
  }

  /** Whether these are the files of this set. */
  boolean isIn(List<IdxFile> found) {
    return found.stream()
        .map(IdxFile::sha256)
        .toList()
        .equals(files.stream().map(IdxKnownFile::sha256).toList());
  }

  @Override
  public TrainTest trainTest(List<IdxFile> read, String reason) {
    return IdxDirectory.trainTest(read, name, reason, labels, normalization);
  }
}
