package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of the pictures of a directory that are not used, or not of each class. */
class ImageFolderPartsTest {
  @TempDir private Path folder;

  private void write(String name, int count) {
    for (int i = 0; i < count; i++) {
      Pictures.write(folder.resolve(name).resolve(i + ".png"), Pictures.even(4, 4, 0x102030 + i));
    }
  }

  private List<String> remarks() {
    return ImageFolder.find(folder, List.of()).split().remarks();
  }

  @Test
  void valBesideTestIsNotUsedAndThatIsSaid() {
    write("train/a", 2);
    write("train/b", 2);
    write("test/a", 1);
    write("test/b", 1);
    assertThat(remarks()).isEmpty();
    write("val/a", 3);
    assertThat(remarks())
        .containsExactly(
            "The 3 pictures of the folder val are not used, for there are others to test with.");
    write("validation/b", 1);
    assertThat(remarks())
        .hasSize(2)
        .contains(
            "The picture of the folder validation is not used, for there are others to test with.");
  }

  @Test
  void oneOfTwoFoldersToValidateWithIsTaken() {
    write("train/a", 2);
    write("train/b", 2);
    write("val/a", 2);
    write("val/b", 1);
    write("valid/b", 1);
    assertThat(remarks())
        .containsExactly(
            "The 3 pictures of the folder val are to test with.",
            "The picture of the folder valid is not used, for there are others to test with.");
  }

  @Test
  void classesThatAreNotTestedAreNamed() {
    for (int i = 0; i < 13; i++) {
      write("train/c" + i, 2);
    }
    write("test/c0", 1);
    for (int i = 2; i < 13; i++) {
      write("test/c" + i, 1);
    }
    assertThat(remarks()).containsExactly("There is no picture of the class c1 to test with.");
  }

  @Test
  void manyClassesThatAreNotTestedAreCounted() {
    for (int i = 0; i < 13; i++) {
      write("train/" + i, 2);
    }
    write("test/12", 1);
    assertThat(remarks())
        .containsExactly(
            "There is no picture of the classes 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more to test"
                + " with.");
  }

  @Test
  void ofTwoPicturesOneIsHeldOut() {
    write("a", 2);
    write("b", 2);
    assertThat(remarks())
        .containsExactly(
            "Nothing says which to test with, so 2 of 4 are held out for that: of each class of two"
                + " or more a tenth, but at least one, drawn with a fixed seed.");
  }
}
