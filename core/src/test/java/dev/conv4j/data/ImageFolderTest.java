package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DataException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories of pictures. */
class ImageFolderTest {
  private static final int RED = 0xFF0000;
  private static final int GREY = 0x808080;

  @TempDir private Path folder;

  private final List<String> heard = new ArrayList<>();

  private final ReadingListener listener =
      new ReadingListener() {
        @Override
        public void started(String task, int pictures) {
          heard.add(task + " " + pictures);
        }

        @Override
        public void progress(int done) {}

        @Override
        public void leftOut(Path file, String why) {
          heard.add("left out " + file.getFileName() + ": " + why);
        }

        @Override
        public void finished() {
          heard.add("finished");
        }
      };

  private DataSources sources() {
    return new DataSources(folder.resolve("cache"), DownloadListener.NONE, listener);
  }

  private Path root() {
    return folder.resolve("data");
  }

  private TrainTest open(ImageOptions options) {
    return sources().open(root().toString(), options);
  }

  private TrainTest open() {
    return open(ImageOptions.DEFAULT);
  }

  private Path write(String name, BufferedImage image) {
    return Pictures.write(root().resolve(name), image);
  }

  private void write(String folderName, int count, int width, int height, int rgb) {
    for (int i = 0; i < count; i++) {
      write("%s/%02d.png".formatted(folderName, i), Pictures.even(width, height, rgb + i));
    }
  }

  private static float[] image(Dataset data, int index) {
    float[] pixels = new float[Math.toIntExact(data.imageShape().count())];
    data.readImage(index, pixels, 0);
    return pixels;
  }

  @Test
  void foldersAreClassesAndPicturesAreSortedByName() {
    write("train/dog", 3, 28, 28, 0x200000);
    write("train/cat", 2, 28, 28, 0x400000);
    write("test/cat", 1, 28, 28, 0x600000);
    write("test/dog", 1, 28, 28, 0x800000);
    TrainTest data = open();
    assertThat(data.train().labels()).containsExactly("cat", "dog");
    assertThat(data.train().imageShape()).isEqualTo(Shape.of(3, 28, 28));
    assertThat(IntStream.range(0, 5).map(data.train()::label)).containsExactly(0, 0, 1, 1, 1);
    assertThat(data.test().size()).isEqualTo(2);
    assertThat(data.train().name(1)).isEqualTo("train/cat/01.png");
    assertThat(data.test().name(1)).isEqualTo("test/dog/00.png");
    assertThat(Subset.first(data.test(), 1).name(0)).isEqualTo("test/cat/00.png");
    assertThat(image(data.train(), 1)[2 * 784]).isEqualTo(1 / 255f);
    assertThat(image(data.train(), 4)[2 * 784]).isEqualTo(2 / 255f);
    assertThat(image(data.test(), 1)[0]).isEqualTo(0x80 / 255f);
    assertThat(data.reason())
        .isEqualTo(
            "The directory %s has a folder of pictures for each class. Images are 28×28 in colour,"
                    .formatted(root())
                + " as all of them are.");
    assertThat(data.normalization()).isEqualTo(PixelStatistics.normalization(data.train()));
    assertThat(heard)
        .containsExactly(
            "Looking at the sizes of pictures 5", "finished", "Reading pictures 7", "finished");
  }

  @Test
  void withoutTestATenthOfEachClassIsHeldOut() {
    write("cat", 30, 8, 8, 0x100000);
    write("dog", 5, 8, 8, 0x300000);
    write("one", 1, 8, 8, 0x500000);
    TrainTest data = open();
    assertThat(data.reason())
        .contains("4 of 36 are held out for that: of each class of two or more a tenth, but at")
        .contains("There is no picture of the class one to test with.");
    assertThat(labels(data.test())).containsExactly(0, 0, 0, 1);
    assertThat(data.train().size()).isEqualTo(32);
    Set<List<Float>> all = new HashSet<>();
    for (Dataset part : List.of(data.train(), data.test())) {
      IntStream.range(0, part.size()).forEach(i -> all.add(corners(part, i)));
    }
    assertThat(all).hasSize(36);
    assertThat(open().test().sha256()).isEqualTo(data.test().sha256());
  }

  /** The first red and the first blue, which tell the pictures apart. */
  private static List<Float> corners(Dataset data, int index) {
    float[] pixels = image(data, index);
    return List.of(pixels[0], pixels[pixels.length / 3 * 2]);
  }

  private static int[] labels(Dataset data) {
    return IntStream.range(0, data.size()).map(data::label).toArray();
  }

  @Test
  void valIsTakenForWantOfTest() {
    write("train/a", 2, 8, 8, RED);
    write("train/b", 2, 8, 8, RED);
    write("val/a", 1, 8, 8, RED);
    TrainTest data = open();
    assertThat(data.test().size()).isEqualTo(1);
    assertThat(data.reason()).contains("The picture of the folder val is to test with.");
  }

  @Test
  void aClassMayBeCalledTrain() {
    write("train", 2, 8, 8, RED);
    write("plane", 2, 8, 8, RED);
    assertThat(open().train().labels()).containsExactly("plane", "train");
  }

  @Test
  void numbersAreSortedByTheirValue() {
    for (String name : List.of("10", "9", "2")) {
      write(name, 2, 8, 8, GREY);
    }
    assertThat(open().train().labels()).containsExactly("2", "9", "10");
  }

  @Test
  void whatCannotBeLearnedIsTold() throws IOException {
    write("train/cat", 2, 8, 8, RED);
    assertThatThrownBy(this::open)
        .isInstanceOf(DataException.class)
        .hasMessageContaining(root() + ": expected pictures of at least two classes")
        .hasMessageContaining("the class 'cat' alone");
    Files.createDirectories(root().resolve("train/dog"));
    assertThatThrownBy(this::open)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("dog: expected pictures of the class 'dog' but got none");
    Files.writeString(root().resolve("train/dog/notes.txt"), "woof");
    assertThatThrownBy(this::open).hasMessageContaining("but got none, but one other file");
    IdxBytes.write(root().resolve("train/dog/a.png"), new byte[0]);
    assertThatThrownBy(() -> open(ImageOptions.DEFAULT.skipUnreadable(true)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none for the class 'dog'");
  }

  @Test
  void aDirectoryWithoutPicturesIsTold() throws IOException {
    Files.createDirectories(root().resolve("a/b"));
    Files.writeString(root().resolve("a/b/notes.txt"), "none");
    assertThatThrownBy(this::open)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected folders train/CLASS and test/CLASS")
        .hasMessageContaining("but got a.");
    write("1.png", Pictures.even(8, 8, RED));
    assertThatThrownBy(this::open).hasMessageContaining("but got 1.png, a.");
  }

  private void writeUnreadable() throws IOException {
    byte[] png = Pictures.bytes(Pictures.even(40, 40, RED), "png");
    byte[] jpeg = Pictures.bytes(Pictures.even(40, 40, RED), "jpg");
    write("cat", 3, 40, 40, RED);
    write("dog", 3, 40, 40, RED);
    Path cat = root().resolve("cat");
    IdxBytes.write(cat.resolve("cut.png"), Arrays.copyOf(png, png.length / 2));
    IdxBytes.write(cat.resolve("cut.jpg"), Arrays.copyOf(jpeg, jpeg.length - 200));
    Files.writeString(cat.resolve("letter.png"), "Dear network,");
    IdxBytes.write(cat.resolve("empty.gif"), new byte[0]);
    byte[] other = png.clone();
    other[1] = 'X';
    IdxBytes.write(cat.resolve("magic.png"), other);
    IdxBytes.write(
        cat.resolve("phone.heic"), "\0\0\0\u0018ftypheic".getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void unreadablePicturesAreNamedAndCounted() throws IOException {
    writeUnreadable();
    assertThatThrownBy(this::open)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(root() + ": 6 of 12 pictures cannot be read: cat/cut.jpg (the")
        .hasMessageContaining("cat/empty.gif (an empty file), ")
        .hasMessageContaining(
            " and 1 more; what can be read are PNG, JPEG, GIF, BMP or TIFF files.")
        .hasMessageContaining("leave them out with ImageOptions.skipUnreadable");
  }

  @Test
  void unreadablePicturesAreLeftOutIfThatIsWanted() throws IOException {
    writeUnreadable();
    TrainTest data = open(ImageOptions.DEFAULT.skipUnreadable(true));
    assertThat(data.train().size() + data.test().size()).isEqualTo(6);
    assertThat(data.reason()).contains("6 pictures that cannot be read were left out.");
    assertThat(data.because("why not").leftOut())
        .hasSize(6)
        .contains("cat/empty.gif (an empty file)", "cat/letter.png (a file of another kind)");
    assertThat(heard.stream().filter(line -> line.startsWith("left out")))
        .hasSize(6)
        .anyMatch(line -> line.startsWith("left out letter.png: a file of another kind"))
        .anyMatch(line -> line.contains("phone.heic") && line.contains("HEIF"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void howManyThreadsReadDoesNotMatter(int threads) {
    write("cat", 12, 30, 20, 0x102030);
    write("dog", 12, 20, 30, 0x302010);
    TrainTest one = open(ImageOptions.DEFAULT.threads(1));
    TrainTest more = open(ImageOptions.DEFAULT.threads(threads));
    assertThat(more.train().sha256()).isEqualTo(one.train().sha256());
    assertThat(more.normalization()).isEqualTo(one.normalization());
    for (int i = 0; i < one.train().size(); i++) {
      assertThat(image(more.train(), i)).isEqualTo(image(one.train(), i));
    }
  }

  @Test
  void theSizeIsChosenByTheMedianOfTheShorterSides() {
    write("a", 2, 40, 30, RED);
    write("b", 1, 33, 44, RED);
    assertThat(open().reason())
        .contains(
            "Images are 32×32 in colour, the middle of each, scaled, for the median of their"
                + " shorter sides is ");
    assertThat(open(ImageOptions.DEFAULT.size(new Size2d(10, 20))).train().imageShape())
        .isEqualTo(Shape.of(3, 10, 20));
    write("c", 8, 300, 100, RED);
    assertThat(open().train().imageShape()).isEqualTo(Shape.of(3, 64, 64));
    write("d", 30, 301, 200, RED);
    assertThat(open().train().imageShape()).isEqualTo(Shape.of(3, 224, 224));
  }

  @Test
  void picturesOfOneSizeKeepIt() {
    write("a", 3, 50, 40, RED);
    write("b", 3, 50, 40, RED);
    assertThat(open().train().imageShape()).isEqualTo(Shape.of(3, 40, 50));
  }

  @Test
  void greyPicturesAreGreyHoweverTheyAreStored() {
    for (int i = 0; i < 4; i++) {
      int level = 40 * i + 10;
      write("a/" + i + ".png", Pictures.even(9, 9, level * 0x010101));
      write("b/" + i + ".jpg", Pictures.even(9, 9, level * 0x010101));
      write("b/" + i + ".png", Pictures.grey(9, IntStream.range(0, 81).toArray()));
    }
    TrainTest data = open();
    assertThat(data.train().imageShape()).isEqualTo(Shape.of(1, 9, 9));
    assertThat(data.test().imageShape()).isEqualTo(Shape.of(1, 9, 9));
    assertThat(data.reason()).contains("Images are 9×9 in grey");
    assertThat(data.normalization()).isEqualTo(PixelStatistics.normalization(data.train()));
    write("test-only/one.png", Pictures.even(9, 9, RED));
    assertThat(open().train().imageShape()).isEqualTo(Shape.of(3, 9, 9));
  }

  @Test
  void colouredTestPicturesOfAGreySetBecomeGrey() {
    write("train/a/0.png", Pictures.even(9, 9, GREY));
    write("train/b/0.png", Pictures.even(9, 9, GREY));
    write("test/a/0.png", Pictures.even(9, 9, RED));
    TrainTest data = open();
    assertThat(data.train().imageShape()).isEqualTo(Shape.of(1, 9, 9));
    assertThat(image(data.test(), 0)).containsOnly(76 / 255f);
    assertThat(image(data.test(), 0)).containsOnly(76 / 255f);
  }

  @Test
  void picturesAreReadOnceAndKept() throws IOException {
    write("a", 3, 8, 8, RED);
    write("b", 3, 8, 8, RED);
    TrainTest data = open();
    float[] before = image(data.train(), 0);
    try (Stream<Path> files = Files.walk(root())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    assertThat(image(data.train(), 0)).isEqualTo(before);
    assertThat(KeptImages.isQuick(data.train())).isTrue();
    assertThat(KeptImages.isQuick(data.test())).isTrue();
  }

  @Test
  void aFileThatChangesIsRefused() {
    Path file = write("a.png", Pictures.even(8, 8, RED));
    byte[] digest = ImageFiles.digest(PictureBytes.read(file));
    ImageFiles files =
        new ImageFiles(
            Shape.of(3, 8, 8),
            List.of("a"),
            List.of(new LabelledFile(file, 0, "a.png")),
            List.of(digest));
    assertThat(image(files, 0)[0]).isEqualTo(1);
    write("a.png", Pictures.even(8, 8, GREY));
    assertThatThrownBy(() -> image(files, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a.png: the file has changed since it was first read");
  }

  @Test
  void linksAreFollowedButNotInCircles() throws IOException {
    write("a", 2, 8, 8, RED);
    write("elsewhere/b", 2, 8, 8, GREY);
    Path b = Files.createDirectories(root().resolve("b"));
    Files.createSymbolicLink(b.resolve("more"), root().resolve("elsewhere/b"));
    Files.createSymbolicLink(b.resolve("circle"), root());
    Files.createSymbolicLink(root().resolve("a/self"), root().resolve("a"));
    Files.createSymbolicLink(root().resolve("a/gone.png"), root().resolve("nothing"));
    assertThatThrownBy(this::open).hasMessageContaining("a/gone.png (there is no such file)");
    TrainTest data = open(ImageOptions.DEFAULT.skipUnreadable(true));
    assertThat(data.train().labels()).containsExactly("a", "b", "elsewhere");
    assertThat(data.reason()).contains("Links that lead back to a folder around them");
  }

  @Test
  void hiddenAndOtherFilesArePassedOver() throws IOException {
    write("a", 2, 8, 8, RED);
    write("b", 2, 8, 8, RED);
    write(".cache", 2, 8, 8, RED);
    write("__MACOSX", 2, 8, 8, RED);
    write("loose.png", Pictures.even(8, 8, RED));
    Files.writeString(root().resolve("a/.hidden.png"), "hidden");
    Files.writeString(root().resolve("a/list.txt"), "list");
    TrainTest data = open();
    assertThat(data.train().labels()).containsExactly("a", "b");
    assertThat(data.reason())
        .contains("One other file was passed over.")
        .contains("One picture in no class's folder was passed over.");
  }

  @Test
  void namesMayHaveSpacesAndAnyLetters() {
    write("red panda/a b.png", Pictures.even(8, 8, RED));
    write("red panda/c'd.png", Pictures.even(8, 8, RED));
    write("e\u0301le\u0301phant/\u00E9.png", Pictures.even(8, 8, RED));
    write("e\u0301le\u0301phant/x.png", Pictures.even(8, 8, RED));
    write("\u732B/\u732B \uD83D\uDC08.png", Pictures.even(8, 8, RED));
    write("\u732B/y.png", Pictures.even(8, 8, RED));
    assertThat(open().train().labels())
        .containsExactly("red panda", "\u00E9l\u00E9phant", "\u732B");
  }

  @Test
  void anAnimationIsItsFirstPicture() throws IOException {
    byte[] gif = Pictures.animation(Pictures.even(8, 8, 0x00FF00), Pictures.even(8, 8, 0x0000FF));
    IdxBytes.write(root().resolve("a/1.gif"), gif);
    IdxBytes.write(root().resolve("a/2.gif"), gif);
    write("b", 2, 8, 8, RED);
    float[] pixels = image(open().train(), 0);
    assertThat(pixels[0]).isZero();
    assertThat(pixels[64]).isEqualTo(1);
    assertThat(pixels[128]).isZero();
  }

  @Test
  void aModelsClassesAreTakenInItsOrder() {
    write("test/dog", 2, 30, 20, 0x200000);
    write("test/cat", 1, 30, 20, 0x400000);
    write("train/cat", 1, 30, 20, 0x400000);
    IdxBytes.write(root().resolve("train/cat/broken.png"), new byte[3]);
    ImageOptions fitting = ImageOptions.fitting(Shape.of(1, 12, 12), List.of("dog", "cow", "cat"));
    TestSet test = sources().openTest(root().toString(), fitting, true);
    assertThat(labels(test.images())).containsExactly(2, 0, 0);
    assertThat(test.images().labels()).containsExactly("dog", "cow", "cat");
    assertThat(test.images().imageShape()).isEqualTo(Shape.of(1, 12, 12));
    ImageOptions others = ImageOptions.fitting(Shape.of(1, 12, 12), List.of("dog", "cow"));
    assertThatThrownBy(() -> sources().openTest(root().toString(), others, true))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected one of the classes dog, cow but got 'cat'");
  }

  @Test
  void theImagesToTestWithAreThoseHeldOutOrAll() {
    write("cat", 20, 8, 8, 0x100000);
    write("dog", 20, 8, 8, 0x300000);
    TrainTest data = open();
    ImageOptions fitting = ImageOptions.fitting(data.train().imageShape(), data.train().labels());
    String source = root().toString();
    assertThat(sources().openTest(source, fitting, false).images().sha256())
        .isEqualTo(data.test().sha256());
    assertThat(sources().openTest(source, fitting, true).images().size()).isEqualTo(40);
    assertThat(sources().openTest("digits", ImageOptions.DEFAULT, true).images().size())
        .isEqualTo(10_000);
  }

  @Test
  void sizesThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> ImageOptions.DEFAULT.size(new Size2d(0, 5)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("image size: expected sides of 1 to 4096 pixels but got 0×5");
    assertThatThrownBy(() -> sources().open("digits", ImageOptions.DEFAULT.size(Size2d.square(32))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("digits: expected images of 32×32 but got 28×28, which is fixed");
  }
}
