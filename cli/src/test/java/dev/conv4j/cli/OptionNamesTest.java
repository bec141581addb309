package dev.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.optim.ParameterPaths;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the library says, in the words of the command line. */
class OptionNamesTest {
  @Test
  void thePathsOfParametersAreShownByACommand() {
    String said = new ParameterPaths("x").fitsNone("--freeze", List.of("fc.weight")).toString();
    assertThat(OptionNames.in(said)).endsWith("See the paths with conv4j summary.");
  }

  @Test
  void otherMessagesStayAsTheyAre() {
    String said = "C:\\data$1: it is not DataSources, but Model.parametersOf(it).";
    assertThat(OptionNames.in(said)).isEqualTo(said);
  }

  @Test
  void otherDataIsNamedByAnOption() {
    assertThat(
            OptionNames.in(
                "Take DataSources.open(DIRECTORY); or DataSources.open(\"digits\"), which is drawn."))
        .isEqualTo("Take --data DIRECTORY; or --data digits, which is drawn.");
  }
}
