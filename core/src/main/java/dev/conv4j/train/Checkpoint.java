package dev.conv4j.train;

import dev.conv4j.Conv4jException;
import dev.conv4j.FormatException;
import dev.conv4j.io.AtomicFiles;
import dev.conv4j.io.Json;
import dev.conv4j.io.ModelFile;
import dev.conv4j.io.Safetensors;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A training set down in a file: weights, the optimizer's state, and how far it has come. A
 * training that goes on from here ends with the same bits as one that was never stopped.
 *
 * <p>The file is a safetensors file. Its tensors are the weights under {@code model.} and the
 * optimizer's state under {@code optimizer.}, the average of the weights, if one is kept, under
 * {@code average.}; the rest is in the metadata.
 */
public final class Checkpoint {
  private static final String MODEL = "model.";
  private static final String ARCHITECTURE = "conv4j.model";
  private static final String PROGRESS = "conv4j.progress";
  private static final String SETTINGS = "conv4j.settings";
  private static final String NOTE = "note.";

  private final Path file;
  private final Safetensors tensors;

  private Checkpoint(Path file, Safetensors tensors) {
    this.file = file;
    this.tensors = tensors;
  }

  /** Writes the state of a training, whole or not at all. */
  static void save(
      Path file,
      Model model,
      Map<String, Tensor> state,
      Progress progress,
      TrainingOptions options,
      Map<String, String> notes) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(ARCHITECTURE, ModelFile.architecture(model));
    metadata.put(SETTINGS, settings(options));
    metadata.put(PROGRESS, Json.write(progress.toJson()));
    notes.forEach((name, value) -> metadata.put(NOTE + name, value));
    Map<String, Tensor> all = new LinkedHashMap<>();
    model.parameters().forEach((path, parameter) -> all.put(MODEL + path, parameter.value()));
    all.putAll(new TreeMap<>(state));
    Map<String, Shape> shapes = new LinkedHashMap<>();
    all.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    AtomicFiles.write(
        file, out -> Safetensors.write(out, metadata, shapes, name -> tensor(all, name).toArray()));
  }

  private static Tensor tensor(Map<String, Tensor> all, String name) {
    return Objects.requireNonNull(all.get(name));
  }

  /** Everything that must stay the same; more epochs may be added. */
  private static String settings(TrainingOptions options) {
    String settings =
        "batch size %d, seed %d, %s, %s"
            .formatted(options.batchSize(), options.seed(), options.update(), options.loss());
    return options.augmentation().isNone() ? settings : settings + ", " + options.augmentation();
  }

  /**
   * Opens a file that {@link Trainer#save} wrote.
   *
   * @throws dev.conv4j.DataException if it cannot be read
   * @throws FormatException if it is no checkpoint, or a damaged one
   */
  public static Checkpoint open(Path file) {
    Checkpoint checkpoint = new Checkpoint(file, Safetensors.open(file));
    checkpoint.require(ARCHITECTURE);
    checkpoint.require(SETTINGS);
    checkpoint.require(PROGRESS);
    return checkpoint;
  }

  private String require(String name) {
    String value = tensors.metadata().get(name);
    if (value == null) {
      throw new FormatException(
          file.toString(), "'" + name + "' in the metadata of a checkpoint", "none", "");
    }
    return value;
  }

  /** What the one who saved the checkpoint wrote beside it. */
  public Map<String, String> notes() {
    Map<String, String> notes = new LinkedHashMap<>();
    tensors
        .metadata()
        .forEach((name, value) -> {
          if (name.startsWith(NOTE)) {
            notes.put(name.substring(NOTE.length()), value);
          }
        });
    return notes;
  }

  /**
   * The model as it was, on {@code device}, of built-in layers.
   *
   * @throws FormatException if the file does not hold exactly its weights
   */
  public Model model(Device device) {
    Model model = ModelFile.build(require(ARCHITECTURE), file.toString());
    TreeSet<String> missing = new TreeSet<>(model.parameters().keySet());
    tensors.names().stream()
        .filter(name -> name.startsWith(MODEL))
        .map(name -> name.substring(MODEL.length()))
        .forEach(missing::remove);
    if (!missing.isEmpty()) {
      throw new FormatException(
          file.toString(), "the weights of '" + model.name() + "'", "none for " + missing, "");
    }
    try {
      model
          .parameters()
          .forEach(
              (path, parameter) -> parameter.set(device, read(MODEL + path, parameter.shape())));
      return model;
    } catch (Conv4jException e) {
      model.close();
      throw e;
    }
  }

  /** Puts the state of the descent back and returns how far the training had come. */
  Progress restore(TrainingOptions options, Map<String, Tensor> state) {
    String settings = settings(options);
    if (!settings.equals(require(SETTINGS))) {
      throw new FormatException(
          file.toString(),
          "to go on with the settings it was made with: " + require(SETTINGS),
          settings,
          "Leave the options out that differ, or begin a new run");
    }
    state.forEach((name, tensor) -> tensor.write(read(name, tensor.shape())));
    return Progress.fromJson(Json.parse(require(PROGRESS), file.toString()), file.toString());
  }

  private float[] read(String name, Shape shape) {
    Shape found = tensors.shape(name);
    if (!found.equals(shape)) {
      throw new FormatException(
          file.toString(), "tensor '" + name + "' of shape " + shape, found.toString(), "");
    }
    return tensors.read(name);
  }
}
