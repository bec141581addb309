package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data by name and by directory. */
class DataSourcesTest {
  @TempDir private Path folder;

  private TrainTest open(String name) {
    return new DataSources(folder.resolve("cache"), DownloadListener.NONE).open(name);
  }

  private Path file(String name, byte[] content) {
    return IdxBytes.write(folder.resolve("data").resolve(name), content);
  }

  private String writeSet(int trainLabels, int testHeight) {
    file("train-images-idx3-ubyte", IdxBytes.images(1, 6, 4, 5));
    file("train-labels.idx1-ubyte", IdxBytes.labels(trainLabels, 3));
    file("t10k-images-idx3-ubyte.gz", IdxBytes.gzip(IdxBytes.images(2, 4, testHeight, 5)));
    file("t10k-labels-idx1-ubyte", IdxBytes.labels(4, 4));
    return folder.resolve("data").toString();
  }

  @Test
  void namesWhatItKnows() {
    assertThat(DataSources.names())
        .containsExactly("digits", "mnist", "fashion-mnist", "cifar10", "cifar100");
  }

  @Test
  void digitsNeedNothing() {
    TrainTest digits = open("digits");
    assertThat(digits.name()).isEqualTo("digits");
    assertThat(digits.normalization()).isEqualTo(Normalization.MNIST);
    assertThat(digits.train().imageShape()).isEqualTo(Shape.of(1, 28, 28));
    assertThat(digits.reason()).contains("asked for");
    assertThat(Files.exists(folder.resolve("cache"))).isFalse();
  }

  @Test
  void readsADirectoryMadeLikeMnist() {
    String directory = writeSet(6, 4);
    TrainTest data = open(directory);
    assertThat(data.name()).isEqualTo(directory);
    assertThat(data.reason()).contains(directory);
    assertThat(data.train().size()).isEqualTo(6);
    assertThat(data.test().imageShape()).isEqualTo(Shape.of(1, 4, 5));
    assertThat(data.test().labels()).containsExactly("0", "1", "2", "3");
    assertThat(data.normalization()).isEqualTo(PixelStatistics.normalization(data.train()));
  }

  @Test
  void filesThatDoNotBelongTogetherAreTold() {
    assertThatThrownBy(() -> open(writeSet(5, 4)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("train-labels.idx1-ubyte: expected 6 labels")
        .hasMessageContaining("but got 5");
    assertThatThrownBy(() -> open(writeSet(6, 3)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("t10k-images-idx3-ubyte.gz: expected images of [1, 4, 5]")
        .hasMessageContaining("but got [1, 3, 5]");
    file("t10k-images-idx3-ubyte", IdxBytes.images(1, 0, 4, 5));
    file("t10k-labels-idx1-ubyte", IdxBytes.labels(0, 1));
    assertThatThrownBy(() -> open(folder.resolve("data").toString()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("expected at least one image");
  }

  @Test
  void aMissingFileOfTheFourIsNamed() {
    file("t10k-labels-idx1-ubyte", IdxBytes.labels(4, 4));
    assertThatThrownBy(() -> open(folder.resolve("data").toString()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "expected a file train-images-idx3-ubyte or train-images-idx3-ubyte.gz");
  }

  @Test
  void unknownContentIsListed() {
    for (int i = 0; i < 9; i++) {
      file("picture" + i + ".png", new byte[1]);
    }
    String directory = folder.resolve("data").toString();
    assertThatThrownBy(() -> open(directory))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(directory + ": expected folders train/CLASS and test/CLASS, ")
        .hasMessageContaining("IDX files train-images-idx3-ubyte, ")
        .hasMessageContaining("but got picture0.png, picture1.png, ")
        .hasMessageContaining("picture5.png and 3 more")
        .hasMessageContaining("digits, mnist, fashion-mnist");
  }

  @Test
  void anEmptyDirectoryAFileAndNothingAreTold() throws Exception {
    String empty = Files.createDirectory(folder.resolve("empty")).toString();
    assertThatThrownBy(() -> open(empty))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("but got an empty directory");
    String file = file("file", new byte[1]).toString();
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "expected a directory, or a table whose name ends in .csv but got another file");
    assertThatThrownBy(() -> open("mnits"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("data 'mnits': expected auto, one of digits, mnist, fashion-mnist");
    assertThatThrownBy(() -> open("a\0b"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected a name or a directory");
  }

  @Test
  void theRealMnistIsKnownByItsContent() {
    Path mnist = SharedMnist.directory();
    TrainTest data = open(mnist.toString());
    assertThat(data.name()).isEqualTo("mnist");
    assertThat(data.reason()).isEqualTo("MNIST was found in the directory " + mnist + ".");
    assertThat(data.normalization()).isEqualTo(Normalization.MNIST);
    assertThat(data.train().size()).isEqualTo(60_000);
    assertThat(data.test().size()).isEqualTo(10_000);
    int[] labels = new int[5];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = data.train().label(i);
    }
    assertThat(labels).containsExactly(5, 0, 4, 1, 9);
    assertThat(data.test().label(0)).isEqualTo(7);
    Normalization measured = PixelStatistics.normalization(data.train());
    assertThat(measured.mean().getFirst()).isCloseTo(0.1307f, Offset.offset(5e-5f));
    assertThat(measured.deviation().getFirst()).isCloseTo(0.3081f, Offset.offset(5e-5f));
  }

  private static Path cache(String system, Map<String, String> environment, String home) {
    return UserCache.folder(system, name -> environment.getOrDefault(name, ""), home, "/temporary");
  }

  @Test
  void theCacheIsWhereTheSystemKeepsCaches() {
    assertThat(cache("Linux", Map.of("HOME", "/home/a"), "/home/b"))
        .isEqualTo(Path.of("/home/a/.cache/conv4j"));
    assertThat(cache("Linux", Map.of(), "/home/b")).isEqualTo(Path.of("/home/b/.cache/conv4j"));
    assertThat(cache("Linux", Map.of(), "?")).isEqualTo(Path.of("/temporary/.cache/conv4j"));
    assertThat(cache("Linux", Map.of("XDG_CACHE_HOME", "/x"), "/h"))
        .isEqualTo(Path.of("/x/conv4j"));
    assertThat(cache("Linux", Map.of("XDG_CACHE_HOME", "x", "HOME", "/h"), ""))
        .isEqualTo(Path.of("/h/.cache/conv4j"));
    assertThat(cache("Mac OS X", Map.of("HOME", "/Users/a"), ""))
        .isEqualTo(Path.of("/Users/a/Library/Caches/conv4j"));
    assertThat(cache("Windows 11", Map.of("LOCALAPPDATA", "/Local", "HOME", "/h"), "/Users/a"))
        .isEqualTo(Path.of("/Local/conv4j/cache"));
    assertThat(cache("Windows 11", Map.of("HOME", "/h"), "/Users/a"))
        .isEqualTo(Path.of("/Users/a/AppData/Local/conv4j/cache"));
  }
}
