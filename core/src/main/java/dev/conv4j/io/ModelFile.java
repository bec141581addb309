package dev.conv4j.io;

import dev.conv4j.Conv4jException;
import dev.conv4j.FormatException;
import dev.conv4j.Problem;
import dev.conv4j.Version;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.file.Sha256;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Models as safetensors files. Besides the weights, the metadata holds the architecture, the labels
 * and the normalisation, so that the file alone is enough to predict.
 */
public final class ModelFile {
  private static final String MODEL = "conv4j.model";
  private static final String VERSION = "conv4j.version";

  private ModelFile() {}

  /**
   * A model read from a file.
   *
   * @param metadata everything that the file says of itself
   */
  public record Loaded(Model model, Map<String, String> metadata) {}

  /**
   * Writes a model, whole or not at all.
   *
   * @param more further metadata
   * @throws Conv4jException if it cannot be written
   */
  public static void save(Model model, Path file, Map<String, String> more) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(VERSION, Version.current());
    metadata.put(MODEL, architecture(model));
    metadata.putAll(new TreeMap<>(more)); // in one order, so that equal models give equal files
    AtomicFiles.write(file, out -> writeWeights(model, metadata, out));
  }

  private static void writeWeights(Model model, Map<String, String> metadata, OutputStream out)
      throws IOException {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    model.parameters().forEach((path, parameter) -> shapes.put(path, parameter.shape()));
    Safetensors.write(out, metadata, shapes, path -> parameter(model, path).value().toArray());
  }

  private static Parameter parameter(Model model, String path) {
    return Objects.requireNonNull(model.parameters().get(path));
  }

  /** Everything but the weights, as JSON: name, layers, image size, labels, normalisation. */
  public static String architecture(Model model) {
    return Json.write(describe(model, "model '" + model.name() + "'"));
  }

  /**
   * A model without weights, of built-in layers.
   *
   * @param architecture what {@link #architecture} gave
   * @param place where it is from, for messages
   * @throws FormatException if it describes no sound model
   */
  public static Model build(String architecture, String place) {
    return build(architecture, place, List.of());
  }

  private static Map<String, @Nullable Object> describe(Model model, String place) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("name", model.name());
    members.put("input", Arrays.stream(model.input().extents()).boxed().toList());
    members.put("labels", model.labels());
    members.put("mean", model.normalization().mean());
    members.put("deviation", model.normalization().deviation());
    members.put("network", new ArchitectureJson(place, List.of()).write(model.network().config()));
    return members;
  }

  /** Reads a model of built-in layers; see {@link #load(Path, Device, List)}. */
  public static Loaded load(Path file, Device device) {
    return load(file, device, List.of());
  }

  /**
   * Reads a model.
   *
   * @param device where its weights are to be
   * @param layers the configs of your own kinds of layers that the model may hold
   * @throws dev.conv4j.DataException if the file cannot be read
   * @throws FormatException if it holds no model of conv4j, or not the weights for it
   */
  public static Loaded load(Path file, Device device, List<Class<? extends Layer.Config>> layers) {
    Safetensors tensors = Safetensors.open(file);
    Model model = build(architecture(tensors, file), file.toString(), layers);
    try {
      load(tensors, file, model, device);
      return new Loaded(model, tensors.metadata());
    } catch (Conv4jException e) {
      model.close();
      throw e;
    }
  }

  /**
   * The model of built-in layers that a file holds, without its weights: what it takes, what it
   * names, and its layers.
   *
   * @throws dev.conv4j.DataException if the file cannot be read
   * @throws FormatException if it holds no model of conv4j
   */
  public static Model withoutWeights(Path file) {
    return withoutWeights(file, List.of());
  }

  /**
   * The same, of a model that may hold layers of your own.
   *
   * @param layers the configs of your own kinds of layers
   */
  public static Model withoutWeights(Path file, List<Class<? extends Layer.Config>> layers) {
    return build(readArchitecture(file), file.toString(), layers);
  }

  /**
   * Everything but the weights of a model in a file, as {@link #architecture(Model)} gives it.
   *
   * @throws dev.conv4j.DataException if the file cannot be read
   * @throws FormatException if it holds no model of conv4j
   */
  public static String readArchitecture(Path file) {
    return architecture(Safetensors.open(file), file);
  }

  private static String architecture(Safetensors tensors, Path file) {
    String description = tensors.metadata().get(MODEL);
    if (description == null) {
      throw new FormatException(
          file.toString(),
          "an architecture in the metadata, as conv4j writes it",
          "none",
          "Weights alone can be loaded into a model that you build: ModelFile.loadWeights");
    }
    return description;
  }

  /**
   * Reads the weights for a model that there is already.
   *
   * @param device where they are to be
   * @throws FormatException if the file does not hold exactly the model's tensors
   */
  public static void loadWeights(Path file, Model model, Device device) {
    load(Safetensors.open(file), file, model, device);
  }

  /**
   * A model without weights, which may hold layers of your own; else as {@link #build(String,
   * String)}.
   *
   * @param layers the configs of your own kinds of layers
   */
  public static Model build(
      String architecture, String place, List<Class<? extends Layer.Config>> layers) {
    if (Json.parse(architecture, place) instanceof Map<?, ?> members
        && members.get("name") instanceof String name
        && members.get("input") instanceof List<?> input
        && members.get("labels") instanceof List<?> labels
        && members.get("mean") instanceof List<?> mean
        && members.get("deviation") instanceof List<?> deviation) {
      try {
        Layer network = new ArchitectureJson(place, layers).read(members.get("network")).build();
        return new Model(
            name,
            network,
            Shape.of(
                list(place, "input", input, Integer.class).stream().mapToLong(i -> i).toArray()),
            list(place, "labels", labels, String.class),
            new Normalization(floats(place, "mean", mean), floats(place, "deviation", deviation)));
      } catch (FormatException e) {
        throw e;
      } catch (RuntimeException e) { // layers of users may throw what they like
        String reason = e instanceof Conv4jException ? e.getMessage() : e.toString();
        throw new FormatException(
            Problem.of(place, "the architecture in it is not sound: " + reason, ""), e);
      }
    }
    throw new FormatException(
        place, "name, input, labels, mean and deviation of a model", architecture, "");
  }

  private static <T> List<T> list(String place, String member, List<?> values, Class<T> type) {
    List<T> typed = new ArrayList<>();
    for (Object value : values) {
      if (!type.isInstance(value)) {
        throw new FormatException(
            place,
            "only a %s as each of \"%s\"".formatted(type.getSimpleName(), member),
            Json.write(values),
            "");
      }
      typed.add(type.cast(value));
    }
    return typed;
  }

  private static List<Float> floats(String place, String member, List<?> values) {
    return list(place, member, values, Number.class).stream().map(Number::floatValue).toList();
  }

  private static void load(Safetensors tensors, Path file, Model model, Device device) {
    checkNames(tensors, file, model);
    model
        .parameters()
        .forEach((path, parameter) -> {
          if (!tensors.shape(path).equals(parameter.shape())) {
            throw new FormatException(
                file.toString(),
                "tensor '" + path + "' of shape " + parameter.shape(),
                tensors.shape(path).toString(),
                "The file belongs to another network");
          }
        });
    model.parameters().forEach((path, parameter) -> parameter.set(device, tensors.read(path)));
  }

  private static void checkNames(Safetensors tensors, Path file, Model model) {
    TreeSet<String> missing = new TreeSet<>(model.parameters().keySet());
    tensors.names().forEach(missing::remove);
    TreeSet<String> extra = new TreeSet<>(tensors.names());
    extra.removeAll(model.parameters().keySet());
    if (!missing.isEmpty() || !extra.isEmpty()) {
      throw new FormatException(
          file.toString(),
          "the %d tensors of '%s'".formatted(model.parameters().size(), model.name()),
          "%s missing and %s too many".formatted(missing, extra),
          "The file belongs to another network");
    }
  }

  /** SHA-256 of all weights, as little-endian float32, in the order of their names. */
  public static String weightsSha256(Model model) {
    MessageDigest digest = Sha256.begin();
    new TreeMap<>(model.parameters())
        .values()
        .forEach(parameter -> digest.update(Safetensors.littleEndian(parameter.value().toArray())));
    return Sha256.end(digest);
  }
}
