package dev.conv4j.gpu.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.foreign.LibrarySearch.Folder;
import dev.conv4j.gpu.foreign.LibrarySearch.Found;
import dev.conv4j.gpu.foreign.LibrarySearch.Loader;
import dev.conv4j.gpu.foreign.LibrarySearch.Missing;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries are found, or it is said where they were looked for; functions are called. */
class LibrarySearchTest {
  @TempDir Path folder;

  @Test
  void whatIsNowhereIsMissingWithEveryPlace() {
    LibrarySearch search =
        new LibrarySearch(
            List.of("libnowhere.so.2", "libnowhere.so"),
            List.of(new Folder(folder), new Loader(), new Folder(folder.resolve("absent"))));
    assertThat(search.find())
        .isEqualTo(
            new Missing(
                "libnowhere.so.2 or libnowhere.so was not found in %s, on the system's library path,"
                        .formatted(folder)
                    + " in "
                    + folder.resolve("absent")));
  }

  @Test
  void aFileThatDoesNotLoadIsSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("libbroken.so"), "no library");
    LibrarySearch search = new LibrarySearch(List.of("libbroken.so"), List.of(new Folder(folder)));
    assertThat(search.find())
        .isInstanceOfSatisfying(
            Missing.class,
            missing -> assertThat(missing.reason()).endsWith("(" + file + " does not load)"));
  }

  @Test
  void aMissingFunctionIsSaidWhenItIsCalled() {
    Library library =
        new Library(
            "libempty.so", folder.resolve("libempty.so"), name -> java.util.Optional.empty());
    assertThat(library.has("sqrt")).isFalse();
    NativeFunction absent = library.function("sqrt", ValueLayout.JAVA_INT);
    assertThatThrownBy(absent::call)
        .isInstanceOf(DeviceException.class)
        .hasMessageContainingAll("libempty.so", "the function sqrt", "too old");
  }

  @Test
  void functionsOfTheSystemAreCalled() {
    Library library = new Library("libc", null, Linker.nativeLinker().defaultLookup());
    assertThat(library.has("strlen")).isTrue();
    NativeFunction length = library.function("strlen", ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
    NativeFunction absolute =
        library.function("labs", ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
    try (Arena arena = Arena.ofConfined()) {
      assertThat(length.call(arena.allocateFrom("seven"))).isEqualTo(5);
    }
    assertThat(absolute.call(-7L)).isEqualTo(7);
    assertThatThrownBy(() -> length.call("a string")).isInstanceOf(ClassCastException.class);
    assertThatThrownBy(() -> length.call(MemorySegment.NULL, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLoadersLibraryIsFound() {
    LibrarySearch search = new LibrarySearch(List.of("libc.so.6"), List.of(new Loader()));
    if (search.find() instanceof Found(Library library)) {
      assertThat(library.where()).contains("libc.so.6");
      assertThat(library.has("strlen")).isTrue();
    } else {
      assertThat(System.getProperty("os.name")).isNotEqualTo("Linux");
    }
  }
}
