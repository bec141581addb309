package dev.conv4j.train;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Randomness;
import dev.conv4j.data.Batch;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.RandomKey;
import dev.conv4j.tensor.spi.RecordedStep;
import dev.conv4j.tensor.spi.StepRecorder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Updates that the device does as it noted them once, while the host looks at the losses only now
 * and then. A loss that is not finite shuts a guard on the device, so that from then on weights and
 * statistics stay as they were; the host finds out later which batch it was, and runs it again by
 * itself to name the layer. Bits are those of {@link PlainUpdates}, by which the batches go after
 * which good weights are put aside, and an epoch's smaller last one.
 */
final class RecordedUpdates implements Updates {
  /** Batches of which the device remembers what came of them. */
  private static final int ROWS = 64;

  /** The longest time without a look, for those who watch. */
  private static final long NANOS_BETWEEN_LOOKS = 250_000_000;

  /** Makes a batch of the epoch once more. */
  @FunctionalInterface
  interface Again {
    Batch batch(Turn turn);
  }

  /** What steps must have in common to be one: where the batch lies, and its part in the update. */
  private record Kind(Batch batch, boolean first, boolean last, float share) {}

  private record Untold(int images, Turn turn) {}

  private final Model model;
  private final TrainingOptions options;
  private final Descent descent;
  private final Consumer<Outcome> outcomes;
  private final Again again;
  private final Device device;
  private final GoodWeights good;
  private final PlainUpdates plain;
  private final Map<Kind, RecordedStep> steps = new HashMap<>();
  private final Tensor correct;
  private final Targets targets;
  private final Tensor results;
  private final Tensor count;
  private final Tensor guard;
  private final Tensor before;
  private final List<Untold> untold = new ArrayList<>();
  private StepRecorder recorder;
  private List<Object> recordedFor;

  /** Whether steps need random numbers, as far as anybody knows. */
  private boolean draws = true;

  private int largest;
  private long lastLook = System.nanoTime();
  private @Nullable Turn latest;

  /**
   * @param descent of the same model; stays the caller's
   * @param recorder of the model's device; closed with the updates
   */
  RecordedUpdates(
      Model model,
      TrainingOptions options,
      Descent descent,
      Consumer<Outcome> outcomes,
      Again again,
      StepRecorder recorder) {
    this.model = model;
    this.options = options;
    this.descent = descent;
    this.outcomes = outcomes;
    this.again = again;
    this.recorder = recorder;
    device = model.device();
    good = new GoodWeights(model, descent);
    plain = new PlainUpdates(model, options, descent, good, outcomes);
    correct = Tensor.zeros(device, Shape.SCALAR);
    targets = new Targets(model, options.loss());
    results = Tensor.zeros(device, Shape.of(ROWS, 2));
    guard = Tensor.zeros(device, Shape.SCALAR);
    count = Tensor.allocate(device, ElementType.INT32, Shape.SCALAR, "steps");
    count.write(0);
    before =
        Tensor.allocate(
            device, ElementType.INT32, Shape.of(RandomKey.STEP_WORDS), "batches before");
    recordedFor = whatStepsDependOn();
  }

  /** Steps change what they find, where they found it, unless it was frozen. */
  private List<Object> whatStepsDependOn() {
    List<Object> all = new ArrayList<>();
    for (Parameter parameter : model.parameters().values()) {
      all.add(parameter.value());
      all.add(parameter.isTrainable());
    }
    return all;
  }

  @Override
  public void step(Batch batch, Turn turn) {
    latest = turn;
    largest = Math.max(largest, batch.size());
    boolean isDue = good.isDue(turn);
    if (isDue || batch.size() < largest) {
      look();
      if (isDue && batch.size() == largest) {
        recorder.plainly(() -> plain.step(batch, turn));
      } else {
        plain.step(batch, turn);
      }
      return;
    }
    RecordedStep recorded = recorded(batch, turn);
    if (draws) {
      before.write(RandomKey.words(turn.before()));
    }
    if (turn.last()) {
      descent.prepare(turn.moment());
    }
    recorded.run();
    untold.add(new Untold(batch.size(), turn));
    if (untold.size() == ROWS || System.nanoTime() - lastLook > NANOS_BETWEEN_LOOKS) {
      look();
    }
  }

  private RecordedStep recorded(Batch batch, Turn turn) {
    List<Object> dependOn = whatStepsDependOn();
    if (!dependOn.equals(recordedFor)) {
      forget();
      recorder = device.recorder().orElseThrow();
      recordedFor = dependOn;
    }
    targets.makeRoom(batch.size());
    return steps.computeIfAbsent(
        new Kind(batch, turn.first(), turn.last(), turn.share()),
        kind -> recorder.step(() -> body(batch, turn)));
  }

  private void body(Batch batch, Turn turn) {
    try (Pass pass = Pass.training(device, Randomness.counted(options.seed(), before))) {
      Tensor logits = model.forward(batch.images(), pass);
      Tensor mean = options.loss().of(logits, targets.of(batch), pass);
      draws = pass.isRandom();
      device.kernels().loss().countCorrect(logits, batch.labels(), correct);
      device.kernels().steps().note(mean, correct, results, count, guard);
      descent.collect(pass, mean, turn);
      pass.commit(guard);
      if (turn.last()) {
        descent.apply(guard);
      }
    }
  }

  /** Reads what came of the batches, and tells it. */
  private void look() {
    if (!untold.isEmpty()) {
      float[] rows = results.toArray();
      count.write(0);
      for (int i = 0; i < untold.size(); i++) {
        Untold batch = untold.get(i);
        float mean = rows[2 * i];
        if (!Float.isFinite(mean)) {
          throw diverged(batch.turn(), mean);
        }
        outcomes.accept(new Outcome(batch.images(), mean, Math.round(rows[2 * i + 1])));
      }
      untold.clear();
    }
    lastLook = System.nanoTime();
  }

  /** Nothing was changed since, so the batch does again what it did. */
  private DivergedException diverged(Turn turn, float mean) {
    untold.clear();
    forget();
    Batch batch = again.batch(turn);
    String where;
    Randomness randomness = new Randomness(options.seed(), turn.before());
    try (Pass pass = Pass.training(device, randomness)) {
      Tensor logits = model.forward(batch.images(), pass);
      options.loss().of(logits, targets.of(batch), pass);
      where = PlainUpdates.firstNotFinite(pass.trace());
    }
    return DivergedException.ofLoss(turn.epoch(), turn.batch(), mean, where, good.restore());
  }

  private void forget() {
    steps.clear();
    recorder.close();
  }

  @Override
  public String manner() {
    return steps.values().stream()
        .map(RecordedStep::obstacle)
        .filter(obstacle -> !obstacle.isEmpty())
        .findFirst()
        .map(obstacle -> "steps are not recorded (" + obstacle + ")")
        .orElse("steps are recorded");
  }

  @Override
  public void flush() {
    look();
    if (latest != null) {
      good.requireFinite(latest);
      latest = null;
    }
  }

  @Override
  public void close() {
    forget();
    plain.close();
    correct.close();
    targets.close();
    results.close();
    count.close();
    guard.close();
    before.close();
  }
}
