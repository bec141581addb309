package dev.conv4j.train;

import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import dev.conv4j.Problem;
import dev.conv4j.Version;
import dev.conv4j.data.TrainTest;
import dev.conv4j.io.AtomicFiles;
import dev.conv4j.io.AtomicFolders;
import dev.conv4j.io.Json;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What comes of a training, in one directory: {@code model.safetensors} (it alone is enough to
 * predict), {@code metrics.jsonl} (a line per epoch), {@code report.html} and {@code checkpoint/}.
 * Every file is written whole or not at all.
 */
public final class RunDirectory {
  private static final String MODEL = "model.safetensors";
  private static final String RATES = "learning-rate.svg";
  private static final String DATA = "conv4j.data";

  private final Path path;
  private final Path model;
  private final CheckpointFolder checkpoints;

  private RunDirectory(Path path, Path model) {
    this.path = path;
    this.model = model;
    this.checkpoints = folderIn(path);
  }

  /**
   * Checks that a new directory may have this name. One without a run in it counts as new: it is
   * empty, or learning rates were tried there, or a run was about to begin when its program was
   * killed.
   *
   * @throws DataException if there is something of this name already
   */
  public static void requireNew(Path path) {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isUnused(path)) {
      String orResume = folderIn(path).hasAny() ? ", or go on with that run (--resume)" : "";
      throw new DataException(
          Problem.of(
              path.toString(),
              "it is there already, and nothing is ever overwritten",
              "Name another directory (--out)" + orResume),
          null);
    }
  }

  /**
   * Checks that a new directory may have this name and can be made; leaves nothing behind.
   *
   * @throws DataException if not
   */
  public static void requirePossible(Path path) {
    requireNew(path);
    AtomicFolders.requireParent(path);
  }

  /**
   * A new directory.
   *
   * @throws DataException if there is something of this name already, or it cannot be made
   */
  public static RunDirectory create(Path path) {
    requireNew(path);
    try {
      Path parent = path.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      if (!Files.isDirectory(path)) {
        Files.createDirectory(path);
      }
      return new RunDirectory(path, path.resolve(MODEL));
    } catch (IOException e) {
      throw new DataException(
          Problem.of(
              path.toString(),
              "the directory cannot be made: " + AtomicFiles.reason(e),
              "Name another one (--out)"),
          e);
    }
  }

  private static boolean isUnused(Path path) {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(path)) {
      CheckpointFolder checkpoints = folderIn(path);
      Set<Path> left = entries.collect(Collectors.toSet());
      left.remove(path.resolve(RATES));
      return left.isEmpty()
          || (left.equals(Set.of(checkpoints.path())) && checkpoints.wasNeverUsed());
    } catch (IOException e) {
      return false;
    }
  }

  private static CheckpointFolder folderIn(Path path) {
    return new CheckpointFolder(path.resolve("checkpoint"));
  }

  /**
   * A directory that a training left, or a model file by itself.
   *
   * @throws DataException if it is neither
   */
  public static RunDirectory open(Path path) {
    if (Files.isRegularFile(path)) {
      return new RunDirectory(path.resolveSibling(""), path);
    }
    RunDirectory run = new RunDirectory(path, path.resolve(MODEL));
    if (!Files.isRegularFile(run.model) && !run.checkpoints.hasAny()) {
      throw new DataException(
          path.toString(),
          "a run directory with a " + MODEL + " in it, or a model file",
          Files.isDirectory(path) ? "a directory without" : "nothing of this name",
          "Name the directory that 'conv4j train' said it wrote");
    }
    return run;
  }

  /** Removes the directory if no model was written into it. */
  public void discardIfEmpty() {
    try {
      if (!Files.exists(model)) {
        checkpoints.discard();
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // It is not empty: what is there is worth keeping.
    }
  }

  /** The directory itself. */
  public Path path() {
    return path;
  }

  /** The weights, with the architecture and labels in the metadata. */
  public Path model() {
    return model;
  }

  /** A line per epoch. */
  public Path metrics() {
    return path.resolve("metrics.jsonl");
  }

  /** The page that shows how it went. */
  public Path report() {
    return path.resolve("report.html");
  }

  /** The picture of learning rates that were tried. */
  public Path learningRates() {
    return path.resolve(RATES);
  }

  /** Everything needed to go on exactly where the training stopped. */
  public Path checkpoint() {
    return checkpoints.newest();
  }

  /**
   * Sees to it that nobody else trains this run until what is returned is closed.
   *
   * @throws DataException if another program does so already; the message names it
   */
  public RunLock lock() {
    return checkpoints.lock(path);
  }

  /**
   * Which data a model was trained on.
   *
   * @param source what to open it by: a name or an absolute directory
   * @param trainSha256 digest of the training images
   * @param testSha256 digest of the test images
   */
  public record DataRecord(String source, String trainSha256, String testSha256) {

    /** What to remember of {@code data}, which {@code source} opens. */
    public static DataRecord of(String source, TrainTest data) {
      return new DataRecord(source, data.train().sha256(), data.test().sha256());
    }
  }

  /** Writes the model, and which data it was trained on. */
  public void saveModel(Model trained, DataRecord data) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("source", data.source());
    members.put("trainSha256", data.trainSha256());
    members.put("testSha256", data.testSha256());
    ModelFile.save(trained, model, Map.of(DATA, Json.write(members)));
  }

  /**
   * Writes the metrics of all epochs so far, a line for each, with the product's version and the
   * digest of the training images. Numbers that are not finite are the strings {@code "NaN"},
   * {@code "Infinity"} and {@code "-Infinity"}.
   */
  public void saveMetrics(List<EpochMetrics> history, DataRecord data) {
    StringBuilder lines = new StringBuilder();
    for (EpochMetrics epoch : history) {
      Map<String, @Nullable Object> line = epoch.toJson();
      line.put("dataSha256", data.trainSha256());
      line.put("version", Version.current());
      lines.append(Json.write(line)).append('\n');
    }
    AtomicFiles.write(metrics(), lines.toString());
  }

  /** Writes a checkpoint of a training; the one so far is kept beside it. */
  public void saveCheckpoint(Trainer trainer, Map<String, String> notes) {
    checkpoints.save(trainer, notes);
  }

  /**
   * Where a training can go on.
   *
   * @param remark why it is not the newest checkpoint, for people; empty if it is
   */
  public record ResumePoint(Checkpoint checkpoint, String remark) {}

  /**
   * The newest checkpoint, or the one before it if the newest is damaged.
   *
   * @throws DataException if there is none
   * @throws FormatException if both are damaged, or are of another network than the run's model
   */
  public ResumePoint openCheckpoint() {
    ResumePoint point = checkpoints.open(path);
    if (Files.isRegularFile(model)
        && !ModelFile.readArchitecture(model).equals(point.checkpoint().architecture())) {
      throw new FormatException(
          point.checkpoint().file().toString(),
          "a checkpoint of the network in " + model,
          "one of another network, or for other images or classes",
          "It belongs to another run: begin a new one");
    }
    return point;
  }

  /** A model, and the data it was trained on if the file says so. */
  public record Loaded(Model model, Optional<DataRecord> data) {}

  /** Reads the model, of built-in layers. */
  public Loaded load(Device device) {
    return load(device, List.of());
  }

  /**
   * Reads the model, which may hold layers of your own.
   *
   * @param layers the configs of your own kinds of layers
   */
  public Loaded load(Device device, List<Class<? extends Layer.Config>> layers) {
    ModelFile.Loaded loaded = ModelFile.load(model, device, layers);
    return new Loaded(
        loaded.model(), Optional.ofNullable(loaded.metadata().get(DATA)).map(this::parse));
  }

  private DataRecord parse(String json) {
    if (Json.parse(json, model.toString()) instanceof Map<?, ?> members
        && members.get("source") instanceof String source
        && members.get("trainSha256") instanceof String train
        && members.get("testSha256") instanceof String test) {
      return new DataRecord(source, train, test);
    }
    throw new FormatException(
        model.toString(), "source and digests of the data as " + DATA, json, "");
  }
}
