package dev.conv4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFoldersTest {
  @TempDir Path place;

  private static void fill(Path folder) {
    AtomicFiles.write(folder.resolve("a.txt"), "a");
  }

  private List<String> names() throws IOException {
    return names(place);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void isThereWithEverythingInIt() {
    Path folder = place.resolve("deep/er");
    AtomicFolders.write(
        folder,
        partial -> {
          assertThat(folder).doesNotExist();
          fill(partial);
        });
    assertThat(folder.resolve("a.txt")).hasContent("a");
    assertThat(place.resolve("deep")).isDirectoryContaining(path -> path.endsWith("er"));
  }

  @Test
  void isNotThereAtAllIfSomethingFails() throws IOException {
    assertThatThrownBy(() ->
            AtomicFolders.write(
                place.resolve("x"),
                partial -> {
                  fill(partial);
                  throw new IllegalStateException("no");
                }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(names()).isEmpty();
  }

  @Test
  void takesTheNameOfAnAttemptThatWasKilled() throws IOException {
    Path left = Files.createDirectories(place.resolve(".x.partial/deep"));
    Files.writeString(left.resolve("half"), "ha");
    AtomicFolders.write(place.resolve("x"), AtomicFoldersTest::fill);
    assertThat(names()).containsExactly("x");
    assertThat(names(place.resolve("x"))).containsExactly("a.txt");
  }

  @Test
  void overwritesNothing() throws IOException {
    Path folder = Files.createDirectory(place.resolve("x"));
    Path file = Files.writeString(place.resolve("y"), "mine");
    for (Path taken : new Path[] {folder, file}) {
      assertThatThrownBy(() -> AtomicFolders.write(taken, AtomicFoldersTest::fill))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll(taken.toString(), "there already");
    }
    assertThatThrownBy(() -> AtomicFolders.requirePossible(file.resolve("z")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is in the way");
    assertThat(names()).containsExactlyInAnyOrder("x", "y");
  }
}
