package dev.conv4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.FormatException;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sound safetensors files whose architecture is not. */
@Timeout(10)
class HostileModelFileTest {
  private static final String FLATTEN = "{\"name\":\"f\",\"layer\":{\"layer\":\"Flatten\"}}";
  private static final String LINEAR =
      "{\"layer\":\"Linear\",\"in\":4,\"out\":2,\"bias\":false,"
          + "\"initialization\":\"FAN_IN_UNIFORM\"}";
  private static final String CONV =
      "{\"layer\":\"Conv2d\",\"in\":1,\"out\":1,\"kernel\":[1,1],\"stride\":[1,1],"
          + "\"padding\":[0,0],\"dilation\":[1,1],\"groups\":1,\"bias\":true,"
          + "\"initialization\":\"HE_NORMAL\"}";

  @TempDir private Path folder;
  private final Device device = Devices.open("cpu", new DeviceOptions(1));

  @AfterEach
  void close() {
    device.close();
  }

  private static String sequence(String... layers) {
    StringBuilder text = new StringBuilder("{\"layer\":\"Sequential\",\"layers\":[" + FLATTEN);
    for (int i = 0; i < layers.length; i++) {
      text.append(",{\"name\":\"l%d\",\"layer\":%s}".formatted(i, layers[i]));
    }
    return text.append("]}").toString();
  }

  private static String model(String network) {
    return model(network, "[1,2,2]", "[\"a\",\"b\"]", "[0.5]");
  }

  private static String model(String network, String input, String labels, String mean) {
    return "{\"name\":\"m\",\"input\":%s,\"labels\":%s,\"mean\":%s,\"deviation\":[1],\"network\":%s}"
        .formatted(input, labels, mean, network);
  }

  private Path file(String description) {
    Path file = folder.resolve("hostile.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      Safetensors.write(
          out,
          Map.of("conv4j.model", description),
          Map.of("l0.weight", Shape.of(2, 4)),
          name -> new float[8]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private void assertRefused(String description, String... parts) {
    Path file = file(description);
    assertThatThrownBy(() -> ModelFile.load(file, device))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContainingAll(parts)
        .extracting(Throwable::getMessage)
        .asString()
        .hasSizeLessThan(4000)
        .doesNotContain("\n");
    assertThat(device.memory().use().bytesInUse()).isZero();
  }

  /** Else every refusal below might have another reason. */
  @Test
  void theModelThatTheOthersAreMadeFromIsSound() {
    try (var model = ModelFile.load(file(model(sequence(LINEAR))), device).model()) {
      assertThat(model.parameters()).containsOnlyKeys("l0.weight");
      assertThat(model.labels()).isEqualTo(List.of("a", "b"));
    }
  }

  static Stream<Arguments> descriptions() {
    return Stream.of(
        bad("not JSON", "nonsense", "one JSON value"),
        bad("no object", "[]", "name, input, labels, mean and deviation"),
        bad("no network", "{\"name\":\"m\"}", "name, input, labels, mean and deviation"),
        bad("a key twice", "{\"name\":\"m\",\"name\":\"n\"}", "Duplicate"),
        bad("network of null", model("null"), "a layer with its kind as \"layer\"", "null"),
        bad("network of text", model("\"lecture\""), "a layer with its kind"),
        bad("kind of number", model("{\"layer\":7}"), "a layer with its kind"),
        bad("a long text", "\"" + "x".repeat(1_000_000) + "\"", "name, input, labels"),
        bad("deep", model("{\"layer\":\"Residual\",\"body\":".repeat(10_000)), "nesting depth"),
        bad(
            "unknown layer",
            model("{\"layer\":\"java.lang.Runtime\"}"),
            "a layer among AdaptiveAvgPool2d",
            "java.lang.Runtime"),
        bad(
            "missing member",
            model(sequence("{\"layer\":\"Linear\",\"in\":4}")),
            "\"out\" of Linear"),
        bad(
            "extra member",
            model(sequence(LINEAR.replace("}", ",\"evil\":1}"))),
            "no other members of Linear",
            "evil"),
        bad("text for int", model(sequence(LINEAR.replace("4", "\"4\""))), "a value for int"),
        bad(
            "fraction for int",
            model(sequence(LINEAR.replace("4", "4.0"))),
            "a value for int",
            "4.0"),
        bad("2^31 for int", model(sequence(LINEAR.replace("4", "2147483648"))), "a value for int"),
        bad(
            "number for flag",
            model(sequence(LINEAR.replace("false", "0"))),
            "a value for boolean"),
        bad(
            "null for int",
            model(sequence(LINEAR.replace("4", "null"))),
            "a value for int",
            "null"),
        bad(
            "unknown start",
            model(sequence(LINEAR.replace("FAN_IN_UNIFORM", "EVIL"))),
            "one of [FAN_IN_UNIFORM, HE_NORMAL, HE_NORMAL_FAN_OUT, HE_UNIFORM, SMALL_NORMAL]"),
        bad("negative size", model(sequence(LINEAR.replace("4", "-4"))), "1 feature or more", "-4"),
        bad(
            "size of three",
            model(CONV.replace("\"stride\":[1,1]", "\"stride\":[1,1,1]")),
            "Size2d"),
        bad("size of text", model(CONV.replace("\"stride\":[1,1]", "\"stride\":\"1\"")), "Size2d"),
        bad(
            "stride of 0",
            model(CONV.replace("\"stride\":[1,1]", "\"stride\":[0,1]")),
            "1 or more"),
        bad("groups of 0", model(CONV.replace("\"groups\":1", "\"groups\":0")), "groups"),
        bad(
            "kernel over 2^31",
            model(CONV.replace("\"kernel\":[1,1]", "\"kernel\":[2147483647,2147483647]")),
            "at most 2^31 - 1 pixels"),
        bad(
            "kernel that wraps to 0",
            model(CONV.replace("\"kernel\":[1,1]", "\"kernel\":[65536,65536]")),
            "at most 2^31 - 1 pixels"),
        bad("layers no list", model("{\"layer\":\"Sequential\",\"layers\":{}}"), "a list"),
        bad("a layer of null", model(sequence("null")), "no layer under the name l0"),
        bad(
            "a body of null",
            model(
                "{\"layer\":\"Residual\",\"body\":null,\"shortcut\":null,"
                    + "\"bodyName\":\"\",\"shortcutName\":\"a\"}"),
            "no body"),
        bad("an extent of null", model("{\"layer\":\"Reshape\",\"item\":[null]}"), "Integer"),
        bad("a negative extent", model("{\"layer\":\"Reshape\",\"item\":[-1]}"), "0 or more"),
        bad("a name with a dot", model(sequence(LINEAR).replace("\"l0\"", "\"l.0\"")), "letters"),
        bad("a name twice", model(sequence(LINEAR).replace("\"l0\"", "\"f\"")), "f twice"),
        bad("labels not strings", model(sequence(LINEAR), "[1,2,2]", "[1,2]", "[0]"), "String"),
        bad("labels of null", model(sequence(LINEAR), "[1,2,2]", "[null]", "[0]"), "\"labels\""),
        bad(
            "a label twice",
            model(sequence(LINEAR), "[1,2,2]", "[\"a\",\"a\"]", "[0]"),
            "different"),
        bad("too many labels", model(sequence(LINEAR), "[1,2,2]", "[\"a\"]", "[0]"), "1 labels"),
        bad("mean of text", model(sequence(LINEAR), "[1,2,2]", "[\"a\"]", "[\"0\"]"), "\"mean\""),
        bad("mean of 1e999", model(sequence(LINEAR), "[1,2,2]", "[\"a\"]", "[1e999]"), "finite"),
        bad("two means", model(sequence(LINEAR), "[1,2,2]", "[\"a\"]", "[0,0]"), "each channel"),
        bad("half a pixel", model(sequence(LINEAR), "[1,2.5,2]", "[\"a\"]", "[0]"), "\"input\""),
        bad(
            "an input that wraps",
            model(sequence(LINEAR), "[1,2,18446744073709551618]", "[\"a\"]", "[0]"),
            "\"input\""),
        bad("no pixel", model(sequence(LINEAR), "[1,0,2]", "[\"a\"]", "[0]"), "a pixel or more"),
        bad("a flat input", model(sequence(LINEAR), "[4]", "[\"a\"]", "[0]"), "[C, H, W]"),
        bad(
            "other images",
            model(sequence(LINEAR), "[1,2,3]", "[\"a\"]", "[0]"),
            "[1, 6]",
            "1×2×3"));
  }

  private static Arguments bad(String name, String description, String... parts) {
    return Arguments.of(name, description, parts);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("descriptions")
  void isRefused(String name, String description, String... parts) {
    assertThat(name).isNotEmpty();
    assertRefused(description, parts);
  }

  /** Its weights would take 2⁵³ bytes; the file has 32. */
  @Test
  void absurdSizesAreFoundBeforeAnythingIsAllocated() {
    String huge = LINEAR.replace("\"out\":2", "\"out\":2147483647");
    String back = LINEAR.replace("\"in\":4", "\"in\":2147483647").replace("false", "true");
    assertRefused(model(sequence(huge, back)), "tensors of 'm'", "l1.bias");
    assertRefused(
        model(sequence(huge, back.replace("true", "false"))).replace("\"l1\"", "\"l0x\""),
        "tensors of 'm'");
    String channels = CONV.replace("\"out\":1", "\"out\":2147483647");
    assertRefused(
        model(
            "{\"layer\":\"Sequential\",\"layers\":[{\"name\":\"l0\",\"layer\":%s},%s]}"
                .formatted(channels, FLATTEN)),
        "8589934588");
  }

  @Test
  void tensorsOfAnotherNetworkAreToldByName() {
    assertRefused(model(sequence(LINEAR.replace("false", "true"))), "[l0.bias] missing");
    assertRefused(
        model(sequence(LINEAR)).replace("\"l0\"", "\"fc\""),
        "[fc.weight] missing and [l0.weight] too many");
    assertRefused(
        model(sequence(LINEAR), "[1,2,2]", "[\"a\",\"b\",\"c\"]", "[0]")
            .replace("\"out\":2", "\"out\":3"),
        "tensor 'l0.weight' of shape [3, 4] but got [2, 4]");
  }

  /** As deep as JSON may be here: the network is walked on a small stack. */
  @Test
  void theDeepestNetworkThatIsReadNeedsNoDeepStack() throws InterruptedException {
    int depth = 290;
    String network =
        ("{\"layer\":\"Residual\",\"shortcut\":null,\"bodyName\":\"body\","
                    + "\"shortcutName\":\"shortcut\",\"body\":")
                .repeat(depth)
            + "{\"layer\":\"ReLU\"}"
            + "}".repeat(depth);
    Throwable[] thrown = new Throwable[1];
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                ModelFile.load(file(model(network)), device);
              } catch (Throwable e) {
                thrown[0] = e;
              }
            },
            "small stack",
            512 << 10);
    thread.start();
    thread.join();
    assertThat(thrown[0])
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("one output for each of 2 labels but got 1×2×2");
  }
}
