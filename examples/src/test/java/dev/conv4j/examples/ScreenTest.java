package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private static String printed(Display display, Charset charset, Consumer<Screen> program) {
    return Printed.by(out -> program.accept(new Screen(out, display)), charset)
        .replace(System.lineSeparator(), "\n");
  }

  @Test
  void wrapsParagraphsBetweenWords() {
    String text = printed(Display.PLAIN, StandardCharsets.UTF_8, s -> s.say("word ".repeat(30)));
    assertThat(text)
        .isEqualTo("word ".repeat(17).strip() + "\n" + "word ".repeat(13).strip() + "\n\n");
  }

  @Test
  void wrapsTheTextOfAnItemBesideItsName() {
    String text =
        printed(Display.PLAIN, StandardCharsets.UTF_8, s -> s.item("cpu", "a ".repeat(40).strip()));
    assertThat(text).isEqualTo("  cpu        " + "a ".repeat(38).strip() + "\n             a a\n");
  }

  @Test
  void framesFollowOneAnotherWhereNobodyWatches() {
    String text =
        printed(
            Display.PLAIN,
            StandardCharsets.UTF_8,
            screen -> {
              screen.frame(List.of("one", ""));
              screen.frame(List.of("two", ""));
            });
    assertThat(text).isEqualTo("  one\n\n  two\n\n");
  }

  @Test
  void framesAreDrawnOverOneAnotherWhereAPersonWatches() {
    Thread.currentThread().interrupt();
    String text =
        printed(
            new Display(true, true),
            StandardCharsets.UTF_8,
            screen -> {
              screen.frame(List.of("one", ""));
              screen.frame(List.of("two", ""));
              screen.line("text");
              screen.frame(List.of("three"));
            });
    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    assertThat(text)
        .isEqualTo(
            "  one\u001b[K\n\u001b[K\n\u001b[2A  two\u001b[K\n\u001b[K\ntext\n  three\u001b[K\n");
  }

  @Test
  void anInterruptEndsThePauses() {
    Thread.currentThread().interrupt();
    long start = System.nanoTime();
    printed(
        new Display(true, true),
        StandardCharsets.UTF_8,
        screen -> {
          for (int i = 0; i < 100; i++) {
            screen.frame(List.of("frame"));
          }
        });
    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(10);
  }

  @Test
  void replacesLettersThatTheCharacterSetLacks() {
    assertThat(printed(Display.PLAIN, StandardCharsets.US_ASCII, s -> s.line("3·1 → 1×28×28 █")))
        .isEqualTo("3*1 -> 1x28x28 #\n");
  }

  @Test
  void animationNeedsColor() {
    assertThatThrownBy(() -> new Display(false, true)).isInstanceOf(IllegalArgumentException.class);
  }
}
