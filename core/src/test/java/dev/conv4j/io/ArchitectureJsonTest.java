package dev.conv4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.Conv4jException;
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
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

  /** Layers of a program's own. */
  static final class Own {
    enum Tone {
      LOW,
      HIGH
    }

    record Part(double share, List<Float> rates, @Nullable String note) {}

    record Primitives(boolean a, byte b, char c, double d, float e, int f, long g, short h)
        implements Unbuilt {}

    record Boxes(
        Boolean a, Byte b, Character c, Double d, @Nullable Float e, Integer f, Long g, Short h)
        implements Unbuilt {}

    record Composed(
        Tone tone,
        Size2d size,
        Part part,
        List<Part> parts,
        List<List<Long>> table,
        List<Layer.Config> layers,
        ReLU6.Config rectifier,
        @Nullable Tone otherTone)
        implements Unbuilt {}

    record Any(Object value) implements Unbuilt {}

    record Flag(Boolean value) implements Unbuilt {}

    record Real(double value) implements Unbuilt {}

    record Text(String value) implements Unbuilt {}

    record Names(List<String> value) implements Unbuilt {}

    record Numbers(Set<Integer> value) implements Unbuilt {}

    record Whole(long value) implements Unbuilt {}

    record Small(byte value) implements Unbuilt {}

    static final class NoRecord implements Unbuilt {}
  }

  interface Unbuilt extends Layer.Config {
    @Override
    default Layer build() {
      throw new UnsupportedOperationException();
    }
  }

  private static Layer.Config again(Layer.Config config) {
    return own(config, Json.write(JSON.write(config)));
  }

  private static Layer.Config own(Layer.Config config, String text) {
    return new ArchitectureJson("a test", List.of(config.getClass()))
        .read(Json.parse(text, "a test"));
  }

  static final List<Layer.Config> OWN =
      List.of(
          new Own.Primitives(true, (byte) -128, 'ü', 1e-300, 0.1f, -7, 1L << 62, (short) 32767),
          new Own.Primitives(false, (byte) 0, '"', 3, -0f, 0, 5, (short) -32768),
          new Own.Boxes(true, (byte) 127, 'c', 0.1, 1e-30f, 7, Long.MIN_VALUE, (short) 1),
          new Own.Boxes(false, (byte) 1, 'c', -0.0, null, 7, 2L, (short) 1),
          new Own.Composed(
              Own.Tone.HIGH,
              new Size2d(1, 2),
              new Own.Part(0.5, List.of(1f, 0.25f), null),
              List.of(new Own.Part(2, List.of(), "note")),
              List.of(List.of(1L, 1L << 40), List.of()),
              List.of(new Tanh.Config(), new ELU.Config(0.5f)),
              new ReLU6.Config(),
              null));

  @ParameterizedTest
  @FieldSource("OWN")
  void settingsOfOnesOwnAreReadAsTheyWereWritten(Layer.Config config) {
    assertThat(again(config)).isEqualTo(config);
  }

  static final List<Layer.Config> UNREADABLE =
      List.of(
          new Own.Any(1),
          new Own.Real(Double.NaN),
          new Own.Real(Double.POSITIVE_INFINITY),
          new Own.Names(Arrays.asList("a", null)),
          new Own.Numbers(Set.of(1)));

  @ParameterizedTest
  @FieldSource("UNREADABLE")
  void whatCouldNotBeReadIsNotWritten(Layer.Config config) {
    assertThatThrownBy(() -> JSON.write(config))
        .isInstanceOf(Conv4jException.class)
        .hasMessageStartingWith(config.getClass().getName() + ": its component value, of the type ")
        .hasMessageContaining("Files hold finite numbers, flags, text");
  }

  @Test
  @SuppressWarnings("NullAway") // what a careless program does
  void nullIsWrittenOnlyWhereItIsMeant() {
    assertThatThrownBy(() -> JSON.write(new Own.Text(null)))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("of the type java.lang.String, cannot be saved as null");
  }

  @Test
  void aConfigThatIsNoRecordIsRefused() {
    assertThatThrownBy(() -> JSON.write(new Own.NoRecord()))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("a layer's Config that is no record cannot be saved");
  }

  @Test
  void valuesOfAnotherKindAreRefused() {
    String text = "{\"layer\":\"Own\",\"value\":%s}";
    Own.Small small = new Own.Small((byte) 1);
    assertThatThrownBy(() -> own(small, text.formatted("128")))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("a value for byte");
    assertThatThrownBy(() -> own(small, text.formatted("1.5")))
        .hasMessageContaining("a value for byte");
    assertThatThrownBy(() -> own(new Own.Whole(1), text.formatted("9223372036854775808")))
        .hasMessageContaining("a value for long");
    assertThatThrownBy(() -> own(new Own.Flag(true), text.formatted("1")))
        .hasMessageContaining("a value for Boolean");
    assertThatThrownBy(() -> own(new Own.Real(1), text.formatted("null")))
        .hasMessageContaining("a value for double");
  }

  /** A member that must be one kind of layer is not made of another. */
  @Test
  void anotherLayerThanTheOneExpectedIsRefused() {
    Layer.Config config = OWN.getLast();
    String text = Json.write(JSON.write(config)).replace("\"ReLU6\"", "\"Tanh\"");
    assertThatThrownBy(() -> own(config, text))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("a value for Config");
  }
}
