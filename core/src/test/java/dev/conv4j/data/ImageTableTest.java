package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.Conv4jException;
import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import dev.conv4j.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of pictures and their classes. */
class ImageTableTest {
  @TempDir private Path folder;

  private int cases;

  @BeforeEach
  void writePictures() {
    for (String name : List.of("a.png", "b.png", "c.png", "in side/d, e.png", "f\"g.png")) {
      Pictures.write(folder.resolve(name), Pictures.even(4, 4, 0x102030));
    }
  }

  private Path table(String text) {
    return IdxBytes.write(
        folder.resolve("table" + cases++ + ".csv"), text.getBytes(StandardCharsets.UTF_8));
  }

  private FoundImages find(String text) {
    return ImageTable.find(table(text), List.of());
  }

  private List<String> files(FoundImages found) {
    return found.train().stream()
        .map(file -> folder.relativize(file.file()) + "=" + found.labels().get(file.label()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.png,cat\nb.png,dog\n",
        "a.png,cat\nb.png,dog",
        "path,label\na.png,cat\nb.png,dog\n",
        "\uFEFFpath,label\r\na.png,cat\r\n\r\nb.png,dog\r\n",
        "Label,note,File\ncat,x,a.png\ndog,y,b.png\n",
        "class , image\n cat , a.png \n dog , b.png \n",
        "\"a.png\",\"cat\"\n\"b.png\" , \"dog\"\n"
      })
  void rowsNamePicturesAndClasses(String text) {
    assertThat(files(find(text))).containsExactly("a.png=cat", "b.png=dog");
  }

  @Test
  void quotesHoldCommasQuotesAndLineBreaks() {
    FoundImages found = find("\"in side/d, e.png\",\"a\nb\"\n\"f\"\"g.png\",\"\"\"\"\n");
    assertThat(files(found)).containsExactly("in side/d, e.png=a\nb", "f\"g.png=\"");
  }

  @Test
  void aColumnSaysWhatIsToTestWith() {
    FoundImages found =
        find("split,path,label\ntrain,a.png,x\nTest,b.png,y\n,c.png,y\ntest,a.png,x\n");
    assertThat(found.train()).hasSize(2);
    assertThat(found.test()).hasSize(2);
    assertThat(found.remarks()).isEmpty();
    assertThatThrownBy(() -> find("path,label,split\na.png,x,perhaps\n"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("line 2: expected train, test or val in the column split")
        .hasMessageContaining("'perhaps'");
  }

  @Test
  void rowsToValidateWithAreToTestWithForWantOfOthersAndNeverSilently() {
    FoundImages instead =
        find("path,label,split\na.png,x,train\nb.png,y,val\nc.png,x,valid\na.png,y,\n");
    assertThat(instead.train()).hasSize(2);
    assertThat(instead.test()).hasSize(2);
    assertThat(instead.remarks())
        .containsExactly("The 2 pictures of the split val are to test with.");
    FoundImages beside =
        find("path,label,split\na.png,x,train\nb.png,y,val\nc.png,x,test\na.png,y,\n");
    assertThat(beside.train()).hasSize(2);
    assertThat(beside.test()).hasSize(1);
    assertThat(beside.remarks())
        .containsExactly(
            "The picture of the split val is not used, for there are others to test with.");
  }

  @Test
  void emptyValuesBehindTheLastColumnCountForNothing() {
    assertThat(files(find("path,label\na.png,cat,,\nb.png,dog,\n")))
        .containsExactly("a.png=cat", "b.png=dog");
  }

  @Test
  void oneClassIsToldInTheWordsOfATable() {
    assertThatThrownBy(() -> find("a.png,cat\nb.png,cat\n").requireLearnable())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the class 'cat' alone. Add rows of another class");
    assertThatThrownBy(() -> find("path,label,split\na.png,x,test\n").requireLearnable())
        .hasMessageContaining("Add rows to train on");
  }

  @Test
  void aTableIsADataSet() {
    String text = "path,label,split\na.png,10,\nb.png,9,\nc.png,9,\na.png,10,test\n";
    DataSources sources = new DataSources(folder.resolve("cache"), DownloadListener.NONE);
    TrainTest data = sources.open(table(text).toString());
    assertThat(data.train().labels()).containsExactly("9", "10");
    assertThat(IntStream.range(0, 3).map(data.train()::label)).containsExactly(1, 0, 0);
    assertThat(data.train().imageShape()).isEqualTo(Shape.of(3, 4, 4));
    assertThat(data.test().size()).isEqualTo(1);
    assertThat(data.train().name(2)).isEqualTo("c.png");
    assertThat(data.reason()).startsWith("The table " + folder).contains(" names the pictures.");
  }

  @Test
  void missingPicturesAreNamedLikeUnreadableOnes() {
    Path table = table("a.png,x\nb.png,y\nnone.png,x\nnowhere/else.png,y\nc.png,x\na.png,y\n");
    DataSources sources = new DataSources(folder.resolve("cache"), DownloadListener.NONE);
    assertThatThrownBy(() -> sources.open(table.toString()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("2 of 6 pictures cannot be read: ")
        .hasMessageContaining("none.png (there is no such file)");
    TrainTest rest = sources.open(table.toString(), ImageOptions.DEFAULT.skipUnreadable(true));
    assertThat(rest.train().size() + rest.test().size()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`a.png;cat`|line 1: expected rows of a picture's path and its class",
        "`path,label\na.png`|line 2: expected rows",
        "`path,label`|but got a header alone. Add rows",
        "`path,label\na.png,cat\nin, b.png,dog`|line 3: expected 2 values, as the first row has but",
        "`a.png,cat\nin, b.png,dog`|line 2: expected 2 values",
        "`a.png,cat\n\n,dog`|line 3: expected rows",
        "`a.png,cat\nb.png,`|line 2: expected rows",
        "`a.png,\"cat`|line 1: expected a quote at the end of the value",
        "`a.png,\"cat\"s`|line 1: expected a comma or the end of the line after a quote but got 's'",
        "`files,kinds\na.png,cat`|line 1: expected the path of a picture",
        "``|expected rows of a picture's path",
        "`\n\n`|but got an empty file",
      })
  void whatIsNoTableIsToldWithItsLine(String text, String message) {
    assertThatThrownBy(() -> find(text))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining(".csv")
        .hasMessageContaining(message);
  }

  @Test
  void otherEncodingsAreTold() throws IOException {
    Path table = folder.resolve("latin.csv");
    Files.write(table, "a.png,é\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ImageTable.find(table, List.of()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("latin.csv: expected text in UTF-8");
  }

  @Test
  void unknownClassesAreToldWithTheirLine() {
    Path table = table("a.png,cat\nb.png,fox\n");
    assertThatThrownBy(() -> ImageTable.find(table, List.of("dog", "cat")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            table + ", line 2: expected one of the classes dog, cat but got 'fox'");
    assertThat(ImageTable.find(table, List.of("dog", "fox", "cat")).train().getFirst().label())
        .isEqualTo(2);
  }
}
