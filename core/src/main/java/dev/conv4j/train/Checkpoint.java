package dev.conv4j.train;

import dev.conv4j.Conv4jException;
import dev.conv4j.FormatException;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.io.AtomicFiles;
import dev.conv4j.io.Json;
import dev.conv4j.io.ModelFile;
import dev.conv4j.io.Safetensors;
import dev.conv4j.io.SealedSafetensors;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A training set down in a file: weights, all that is remembered from update to update, the best
 * weights, and how far it has come. A training that goes on from here ends with the same bits as
 * one that was never stopped. Random numbers need no state: all of them follow from the seed and
 * the place in the training.
 *
 * <p>The file is a safetensors file. Its tensors are the weights under {@code model.}, the
 * optimizer's state under {@code optimizer.}, the sums that average the weights, if they are
 * averaged, under {@code average.} and their divisor as {@code averageTotal}, the weights of the
 * best epoch, if they are kept, under {@code best.}. The rest is in the metadata, with a checksum
 * of all.
 */
public final class Checkpoint {
  private static final String MODEL = "model.";
  private static final String BEST = "best.";
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

  /** What is set down besides the weights and the caller's notes. */
  record State(
      TrainingOptions options, Progress progress, Descent descent, ResultWeights results) {}

  /**
   * Writes the state of a training, whole or not at all.
   *
   * @param previous the name that a file that was there gets; null if none is to be kept
   */
  static void save(
      Path file, @Nullable Path previous, Model model, State state, Map<String, String> notes) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(ARCHITECTURE, ModelFile.architecture(model));
    metadata.put(SETTINGS, Json.write(LastingSettings.of(state.options())));
    metadata.put(PROGRESS, Json.write(state.progress().toJson()));
    notes.forEach((name, value) -> metadata.put(NOTE + name, value));
    NamedValues all = new NamedValues();
    model.parameters().forEach((path, parameter) -> all.add(MODEL + path, parameter.value()));
    state.descent().state().forEach(all::add);
    state
        .results()
        .best()
        .forEach((path, values) -> all.add(BEST + path, all.shape(MODEL + path), () -> values));
    AtomicFiles.Content content =
        out -> SealedSafetensors.write(out, metadata, all.shapes(), all::values);
    if (previous == null) {
      AtomicFiles.write(file, content);
    } else {
      AtomicFiles.write(file, previous, content);
    }
  }

  /**
   * Opens a file that {@link Trainer#save} wrote.
   *
   * @throws dev.conv4j.DataException if it cannot be read
   * @throws FormatException if it is no checkpoint, or a damaged one
   */
  public static Checkpoint open(Path file) {
    Checkpoint checkpoint = new Checkpoint(file, SealedSafetensors.open(file));
    checkpoint.require(ARCHITECTURE);
    checkpoint.require(SETTINGS);
    checkpoint.progress();
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

  /** The file. */
  public Path file() {
    return file;
  }

  /** How many epochs were done. */
  public int epochs() {
    return progress().epoch;
  }

  /** How many batches of the next epoch were done. */
  public int batches() {
    return progress().batch;
  }

  /** When it was made, for people: {@code after epoch 3 and 20 batches of the next}. */
  public String moment() {
    int epochs = epochs();
    int batches = batches();
    if (epochs == 0) {
      return batches == 0 ? "before the first step" : "after %d batches".formatted(batches);
    }
    String more = batches == 0 ? "" : " and %d batches of the next".formatted(batches);
    return "after epoch " + epochs + more;
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
   * Layers, image size, labels and normalisation of the model, as {@link ModelFile} writes them.
   */
  public String architecture() {
    return require(ARCHITECTURE);
  }

  /**
   * The model as it was, on {@code device}, of built-in layers.
   *
   * @throws FormatException if the file does not hold exactly its weights
   */
  public Model model(Device device) {
    return model(device, List.of());
  }

  /**
   * The model as it was, on {@code device}, which may hold layers of your own.
   *
   * @param layers the configs of your own kinds of layers
   * @throws FormatException if the file does not hold exactly its weights
   */
  public Model model(Device device, List<Class<? extends Layer.Config>> layers) {
    Model model = ModelFile.build(architecture(), file.toString(), layers);
    try {
      restoreWeights(model.parameters(), device);
      return model;
    } catch (Conv4jException e) {
      model.close();
      throw e;
    }
  }

  private void restoreWeights(Map<String, Parameter> parameters, Device device) {
    requireAll(parameters, MODEL);
    parameters.forEach(
        (path, parameter) -> parameter.set(device, read(MODEL + path, parameter.shape())));
  }

  private void requireAll(Map<String, Parameter> parameters, String prefix) {
    TreeSet<String> missing = new TreeSet<>(parameters.keySet());
    missing.removeIf(path -> tensors.names().contains(prefix + path));
    if (!missing.isEmpty()) {
      throw new FormatException(
          file.toString(), "weights called " + prefix + "...", "none for " + missing, "");
    }
  }

  /**
   * Checks that a training of this model with these options can go on from here.
   *
   * @throws FormatException if it is of a training with other options or of another model
   */
  void requireFitting(Model model, TrainingOptions options) {
    if (!ModelFile.architecture(model).equals(architecture())) {
      throw new FormatException(
          file.toString(),
          "a checkpoint of the network '%s' as it is now".formatted(model.name()),
          "one of another network, or for other images or classes",
          "Go on with the model it was made with, or begin a new run");
    }
    LastingSettings.require(require(SETTINGS), options, file.toString());
  }

  /**
   * Puts everything back, the weights too. The model must have its own weights, not the average or
   * the best ones; and {@link #requireFitting} comes first.
   */
  Progress restore(Model model, TrainingOptions options, Descent descent, ResultWeights results) {
    restoreWeights(model.parameters(), model.device());
    descent.state().forEach((name, tensor) -> tensor.write(read(name, tensor.shape())));
    descent.stateRestored();
    Progress progress = progress();
    boolean hasBest = tensors.names().stream().anyMatch(name -> name.startsWith(BEST));
    if (!hasBest || !options.selection().keepBest()) {
      progress.best = 0;
    }
    results.restoreBest(progress.best == 0 ? Map.of() : best(model.parameters()));
    return progress;
  }

  private Map<String, float[]> best(Map<String, Parameter> parameters) {
    requireAll(parameters, BEST);
    Map<String, float[]> best = new LinkedHashMap<>();
    parameters.forEach((path, parameter) -> best.put(path, read(BEST + path, parameter.shape())));
    return best;
  }

  private Progress progress() {
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
