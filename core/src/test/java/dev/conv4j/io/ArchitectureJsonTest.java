package dev.conv4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.FormatException;
import dev.conv4j.nn.AdaptiveMaxPool2d;
import dev.conv4j.nn.AvgPool2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Dropout;
import dev.conv4j.nn.Dropout2d;
import dev.conv4j.nn.ELU;
import dev.conv4j.nn.GELU;
import dev.conv4j.nn.Hardswish;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.LeakyReLU;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.PReLU;
import dev.conv4j.nn.ReLU6;
import dev.conv4j.nn.SiLU;
import dev.conv4j.nn.Sigmoid;
import dev.conv4j.nn.Softmax;
import dev.conv4j.nn.Tanh;
import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Size2d;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ArchitectureJsonTest {
  private static final ArchitectureJson JSON = new ArchitectureJson("a test", List.of());

  static final List<Layer.Config> LAYERS =
      List.of(
          new AdaptiveMaxPool2d.Config(new Size2d(2, 3)),
          AvgPool2d.Config.of(3).padding(1).ceilMode(true).countIncludePad(false),
          Conv2d.Config.of(2, 4, 3).padding(1).paddingMode(PaddingMode.REFLECT),
          Conv2d.Config.of(2, 4, 4).padSame(),
          Conv2d.Config.of(2, 4, 3).separable(),
          new Dropout.Config(0.3f),
          new Dropout2d.Config(0.7f),
          new ELU.Config(0.5f),
          new GELU.Config(GELU.Form.TANH),
          new Hardswish.Config(),
          new LeakyReLU.Config(0.2f),
          MaxPool2d.Config.of(3).padding(1).dilation(1, 2).ceilMode(true),
          PReLU.Config.of(3).start(0.1f),
          new ReLU6.Config(),
          new SiLU.Config(),
          new Sigmoid.Config(),
          new Softmax.Config(),
          new Tanh.Config());

  @ParameterizedTest
  @FieldSource("LAYERS")
  void aLayerIsReadAsItWasWritten(Layer.Config config) {
    String text = Json.write(JSON.write(config));
    assertThat(JSON.read(Json.parse(text, "a test"))).isEqualTo(config);
  }

  private static Layer.Config read(String text) {
    return JSON.read(Json.parse(text, "a test"));
  }

  /** As layers were written before they had all of their settings. */
  @Test
  void whatOlderFilesLeaveOutIsWhatTheyMeant() {
    assertThat(
            read("{\"layer\":\"MaxPool2d\",\"window\":[3,3],\"stride\":[2,2],\"padding\":[1,1]}"))
        .isEqualTo(MaxPool2d.Config.of(3).stride(2).padding(1));
    assertThat(
            read("{\"layer\":\"AvgPool2d\",\"window\":[3,3],\"stride\":[2,2],\"padding\":[1,1]}"))
        .isEqualTo(AvgPool2d.Config.of(3).stride(2).padding(1));
    assertThat(
            read(
                "{\"layer\":\"Conv2d\",\"in\":2,\"out\":4,\"kernel\":[3,3],\"stride\":[1,1],"
                    + "\"padding\":[1,1],\"dilation\":[1,1],\"groups\":1,\"bias\":true,"
                    + "\"initialization\":\"FAN_IN_UNIFORM\"}"))
        .isEqualTo(Conv2d.Config.of(2, 4, 3).padding(1));
  }

  @Test
  void whatIsMissingOtherwiseIsNamed() {
    assertThatThrownBy(() -> read("{\"layer\":\"LeakyReLU\"}"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("a member \"slope\" of LeakyReLU");
    assertThatThrownBy(() -> read("{\"layer\":\"LeakyReLU\",\"slope\":1,\"alpha\":1}"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("no other members of LeakyReLU");
  }
}
