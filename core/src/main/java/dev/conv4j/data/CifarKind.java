package dev.conv4j.data;

import java.util.List;

/** The two data sets of Krizhevsky 2009 in their binary form, and how their files differ. */
enum CifarKind {
  /** Ten classes; an image has its label before it. */
  CIFAR_10(
      1,
      "data_batch_[0-9]+\\.bin",
      "test_batch.bin",
      "batches.meta.txt",
      "cifar-10-batches-bin",
      "airplane automobile bird cat deer dog frog horse ship truck"),

  /** A hundred classes in twenty groups; an image has the label of its group before its own. */
  CIFAR_100(
      2,
      "train\\.bin",
      "test.bin",
      "fine_label_names.txt",
      "cifar-100-binary",
      """
      apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus \
      butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch \
      crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo \
      keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse \
      mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy \
      porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper \
      snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television \
      tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm\
      """);

  /** Bytes of the pixels of an image: red, green and blue, 32×32 each. */
  static final int PIXELS = 3 * 32 * 32;

  private final int labelBytes;
  private final String trainFiles;
  private final String testFile;
  private final String labelFile;
  private final String folder;
  private final String labels;

  CifarKind(
      int labelBytes,
      String trainFiles,
      String testFile,
      String labelFile,
      String folder,
      String labels) {
    this.labelBytes = labelBytes;
    this.trainFiles = trainFiles;
    this.testFile = testFile;
    this.labelFile = labelFile;
    this.folder = folder;
    this.labels = labels;
  }

  /** How many labels come before the pixels; the last is the class. */
  int labelBytes() {
    return labelBytes;
  }

  /** The bytes of an image with its labels. */
  int recordBytes() {
    return labelBytes + PIXELS;
  }

  boolean isTrain(String file) {
    return file.matches(trainFiles);
  }

  boolean isTest(String file) {
    return file.equals(testFile);
  }

  /** The file that names the classes, one a line. */
  String labelFile() {
    return labelFile;
  }

  /** The folder in its archive. */
  String folder() {
    return folder;
  }

  /** The names of the classes, where no file tells them. */
  List<String> labels() {
    return List.of(labels.split(" ", -1));
  }

  /** The files that it takes, for messages. */
  String files() {
    return this == CIFAR_10
        ? "data_batch_1.bin and so on, and " + testFile
        : "train.bin and " + testFile;
  }

  /** The place of a file among the training files. */
  static int order(String file) {
    String digits = file.replaceAll("[^0-9]", "");
    return digits.isEmpty() || digits.length() > 9 ? 0 : Integer.parseInt(digits);
  }
}
