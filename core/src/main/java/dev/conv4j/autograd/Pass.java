package dev.conv4j.autograd;

import dev.conv4j.Conv4jException;
import dev.conv4j.DeviceException;
import dev.conv4j.Problem;
import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Kernels;
import dev.conv4j.tensor.spi.RandomKey;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run of a model, forward and perhaps back. Everything that a run depends on is here and handed
 * on explicitly: there is no global mode, no current device.
 *
 * <p>What a pass computes dies with it; {@link Tensor#keep} and {@link Tensor#toArray} let values
 * out. In training, every operation is recorded so that {@link #backward} can go back through them,
 * and some are computed together with the one behind them: what is between the two is computed only
 * if it is read, which must be before {@link #backward}.
 *
 * <pre>{@code
 * try (Pass pass = Pass.training(device)) {
 *   Tensor loss = new CrossEntropyLoss().of(model.forward(images, pass), labels, pass);
 *   pass.backward(loss, gradients);
 *   pass.commit();
 * }
 * }</pre>
 *
 * <p>Thread safety: one thread at a time; any number of passes side by side.
 */
public final class Pass implements AutoCloseable {

  /** What the run is for; a few layers behave differently. */
  public enum Mode {
    /** Operations are recorded for their gradients. */
    TRAINING,
    /** Nothing is kept that the rest of the run does not need. */
    INFERENCE
  }

  /** What is recorded, and to what end. */
  private enum Purpose {
    TRAINING,
    PREDICTION,
    TRACE,
    OUTLINE,
    EXPLANATION
  }

  /**
   * What a pass has used so far.
   *
   * @param tensors how many tensors it has computed
   * @param bytes how large they were together
   * @param allocations how often the device had to ask the system for memory since the pass began;
   *     0 once a program repeats itself
   */
  public record Accounting(long tensors, long bytes, long allocations) {}

  /**
   * What an auxiliary classifier gave out on the way.
   *
   * @param weight of its loss beside the network's own, which has 1
   */
  public record Auxiliary(Tensor output, float weight) {}

  private final Device device;
  private final Mode mode;
  private final Purpose purpose;
  private final @Nullable Tape tape;
  private final PendingStatistics statistics = new PendingStatistics();
  private final List<Tensor> computed = new ArrayList<>();
  private final List<Auxiliary> auxiliaries = new ArrayList<>();
  private final IdentityHashMap<Tensor, Deferred> deferred = new IdentityHashMap<>();
  private final Randomness.Keys randomKeys;
  private final long allocationsBefore;
  private long tensors;
  private long bytes;
  private String location = "";
  private boolean closed;
  private boolean wentBack;

  private Pass(Device device, Purpose purpose, @Nullable Randomness randomness) {
    this.device = device;
    this.purpose = purpose;
    this.mode = purpose == Purpose.TRAINING ? Mode.TRAINING : Mode.INFERENCE;
    this.tape = purpose == Purpose.PREDICTION ? null : new Tape(purpose == Purpose.EXPLANATION);
    this.randomKeys = new Randomness.Keys(randomness);
    this.allocationsBefore = device.memory().use().allocations();
  }

  /**
   * A pass whose operations are recorded, for {@link #backward}; for models that do nothing at
   * random.
   */
  public static Pass training(Device device) {
    return new Pass(device, Purpose.TRAINING, null);
  }

  /** A pass whose operations are recorded, with random numbers for those that need some. */
  public static Pass training(Device device, Randomness randomness) {
    return new Pass(device, Purpose.TRAINING, randomness);
  }

  /** A pass that only predicts and keeps as little as it can. */
  public static Pass inference(Device device) {
    return new Pass(device, Purpose.PREDICTION, null);
  }

  /** A pass that predicts and keeps every value until it is closed, for {@link #trace}. */
  public static Pass traced(Device device) {
    return new Pass(device, Purpose.TRACE, null);
  }

  /**
   * A pass that only finds out what a prediction does, for {@link #trace}: it records as a traced
   * pass does and computes nothing. All values are undefined, and take memory only if someone reads
   * them. Parameters need no values.
   */
  public static Pass outlined(Device device) {
    return new Pass(device, Purpose.OUTLINE, null);
  }

  /**
   * A pass that predicts, keeps every value until it is closed, and can say how each bears on any
   * other: for {@link #trace} and {@link #gradients}.
   */
  public static Pass explaining(Device device) {
    return new Pass(device, Purpose.EXPLANATION, null);
  }

  /** What the run is for. */
  public Mode mode() {
    return mode;
  }

  /** Where the run computes. */
  public Device device() {
    return device;
  }

  /** What the device computes; for operations. */
  public Kernels kernels() {
    return device.kernels();
  }

  /** What this pass has used so far. */
  public Accounting accounting() {
    return new Accounting(tensors, bytes, device.memory().use().allocations() - allocationsBefore);
  }

  /**
   * The name of random numbers that no other operation of this pass has; for operations.
   *
   * @throws Conv4jException if the pass has none
   */
  public RandomKey randomKey(Operation operation) {
    return randomKeys.next(operation, this);
  }

  /** Whether an operation has asked for random numbers so far. */
  public boolean isRandom() {
    return randomKeys.areDrawn();
  }

  /**
   * The value of a parameter, as the input of an operation; its gradient is wanted if the pass is a
   * training pass and the parameter is trainable.
   */
  public Tensor use(Parameter parameter) {
    if (purpose == Purpose.OUTLINE && !parameter.hasValue()) {
      return outline(parameter, parameter.shape());
    }
    Tensor value = parameter.value();
    if (mode == Mode.TRAINING && tape != null && parameter.isTrainable()) {
      tape.want(value, parameter);
    }
    return value;
  }

  /**
   * The value of a running statistic, with what this pass has proposed for it; for layers that
   * propose the next.
   */
  public Tensor observed(Parameter statistic) {
    return statistics.value(statistic);
  }

  /**
   * Says what a running statistic is to become. It stays what it is until {@link #commit}, so that
   * a step that went wrong leaves it alone; and for ever if it is frozen.
   *
   * @param value of this pass, shaped like the statistic; nobody may write into it any more
   * @throws Conv4jException if the pass only predicts, or the parameter is learned from gradients
   */
  public void propose(Parameter statistic, Tensor value) {
    if (mode != Mode.TRAINING || statistic.isLearned()) {
      throw new Conv4jException(
          new Problem(
              statistic.toString(),
              "a new value for a running statistic, from a training pass",
              statistic.isLearned() ? "a learned parameter" : "a pass that only predicts",
              "Ask pass.mode() before you propose one"));
    }
    if (!statistic.isFrozen()) {
      statistics.propose(statistic, value);
    }
  }

  /**
   * Gives the running statistics the values that this pass has proposed; without any, nothing
   * happens. Call it once for each training pass, when its loss turned out to be finite.
   */
  public void commit() {
    commit(null);
  }

  /**
   * The same, decided on the device.
   *
   * @param guard a scalar: unless it is finite, the running statistics stay as they are; null to
   *     commit in any case
   */
  public void commit(@Nullable Tensor guard) {
    requireOpen();
    statistics.commit(kernels(), guard);
  }

  /**
   * Leaves what an auxiliary classifier gave out for the loss.
   *
   * @param weight of its loss beside the network's own, which has 1
   */
  public void addAuxiliary(Tensor output, float weight) {
    requireOpen();
    auxiliaries.add(new Auxiliary(output, weight));
  }

  /** What auxiliary classifiers have left since this was last asked; for losses. */
  public List<Auxiliary> takeAuxiliaries() {
    List<Auxiliary> taken = List.copyOf(auxiliaries);
    auxiliaries.clear();
    return taken;
  }

  /**
   * Runs one operation: checks where its inputs are, allocates its output, computes it and records
   * it.
   *
   * @param forward writes the output that it is given
   * @param backward the gradient; kept only if an input's gradient is wanted
   * @throws DeviceException if an input is on another device
   */
  public Tensor run(
      Operation operation,
      Shape outputShape,
      List<Tensor> inputs,
      Consumer<Tensor> forward,
      Backward backward) {
    return run(operation, outputShape, inputs, forward, output -> backward);
  }

  /**
   * The same for a gradient that reads the output.
   *
   * @param backward the gradient, from the output
   */
  public Tensor run(
      Operation operation,
      Shape outputShape,
      List<Tensor> inputs,
      Consumer<Tensor> forward,
      Function<Tensor, Backward> backward) {
    for (Tensor input : inputs) {
      requireHere(operation, input);
    }
    if (purpose == Purpose.OUTLINE) {
      Tensor outline = outline(origin(operation), outputShape);
      record(operation, inputs, outline, backward.apply(outline));
      return outline;
    }
    Tensor output = allocate(operation, ElementType.FLOAT32, outputShape);
    timed(operation, location, () -> forward.accept(output));
    record(operation, inputs, output, backward.apply(output));
    return output;
  }

  /**
   * Like {@link #run}; in a training pass the output is computed when somebody reads it, or never
   * if the operation behind it does both at once.
   */
  Tensor defer(Operation operation, Shape outputShape, List<Tensor> inputs, Deferred what) {
    if (mode != Mode.TRAINING) {
      return runJoined(operation, inputs, outputShape, what);
    }
    inputs.forEach(input -> requireHere(operation, input));
    requireOpen();
    String origin = location;
    Tensor output =
        Tensor.promise(
            device,
            ElementType.FLOAT32,
            outputShape,
            origin(operation),
            tensor -> {
              count(tensor);
              timed(operation, origin, () -> what.compute(tensor));
            });
    computed.add(output);
    deferred.put(output, what);
    record(operation, inputs, output, what.backward(output));
    return output;
  }

  /** Like {@link #run}, for an operation that may also do those before it. */
  Tensor runJoined(Operation operation, List<Tensor> inputs, Shape outputShape, Deferred what) {
    inputs.forEach(input -> requireHere(operation, input));
    Tensor output = allocate(operation, ElementType.FLOAT32, outputShape);
    timed(operation, location, () -> what.compute(output));
    record(operation, inputs, output, what.backward(output));
    return output;
  }

  private static void timed(Operation operation, String layer, Runnable forward) {
    Timing timing = Timing.begin();
    forward.run();
    if (timing != null) {
      timing.end(layer, operation, true);
    }
  }

  /** How {@code tensor} is to be computed, if this pass has not done so yet; else null. */
  @Nullable Deferred deferred(Tensor tensor) {
    return tensor.isPending() ? deferred.get(tensor) : null;
  }

  private void record(Operation operation, List<Tensor> inputs, Tensor output, Backward backward) {
    if (tape != null) {
      tape.record(operation, location, inputs, output, backward);
    }
  }

  /** A tensor with undefined contents that dies with the pass; for operations. */
  public Tensor allocate(Operation operation, ElementType type, Shape shape) {
    requireOpen();
    Tensor tensor = Tensor.allocate(device, type, shape, origin(operation));
    computed.add(tensor);
    count(tensor);
    return tensor;
  }

  /** A tensor of which only the shape matters. */
  private Tensor outline(Object origin, Shape shape) {
    requireOpen();
    Tensor tensor = Tensor.promise(device, ElementType.FLOAT32, shape, origin, undefined -> {});
    computed.add(tensor);
    return tensor;
  }

  private String origin(Operation operation) {
    return location.isEmpty() ? operation.kind() : location;
  }

  private void count(Tensor tensor) {
    tensors++;
    bytes += tensor.shape().count() * tensor.type().bytes();
  }

  /**
   * Says that nobody will read {@code tensor} again. Its memory goes back at once, unless the pass
   * records, for then the tape or the trace still reads it.
   */
  public void release(Tensor tensor) {
    if (tape == null && !tensor.isKept()) {
      tensor.close();
    }
  }

  /** Whether operations are recorded, for gradients or a trace. */
  public boolean isRecorded() {
    return tape != null;
  }

  /**
   * Whether gradients may be asked for, so that an operation must keep what its own needs: in a
   * training pass and in an explaining one.
   */
  public boolean isDifferentiable() {
    return purpose == Purpose.TRAINING || purpose == Purpose.EXPLANATION;
  }

  /** What this pass has recorded so far; nothing unless it {@link #isRecorded}. */
  public Trace trace() {
    return tape == null ? new Trace(List.of()) : tape.trace();
  }

  /** Enters a child layer, until the returned scope is closed; names what happens inside. */
  public Scope enter(String child) {
    String outside = location;
    location = outside.isEmpty() ? child : outside + "." + child;
    return () -> location = outside;
  }

  /** The path of the layer that is running, such as {@code stem.conv1}; empty outside any. */
  public String location() {
    return location;
  }

  /** A stay inside a layer. */
  @FunctionalInterface
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Goes back from {@code loss} and adds the gradients of all trainable parameters to {@code
   * gradients}.
   *
   * @param loss a scalar that this pass computed
   * @throws Conv4jException if this is no training pass, went back before, or did not compute
   *     {@code loss}
   */
  public void backward(Tensor loss, Gradients gradients) {
    backward(loss, 1, gradients);
  }

  /**
   * Goes back from {@code weight * loss}; where gradients of several passes are added up, such as
   * for one step from several batches, their weights make it a mean.
   *
   * @see #backward(Tensor, Gradients)
   */
  public void backward(Tensor loss, float weight, Gradients gradients) {
    requireOpen();
    if (mode != Mode.TRAINING || tape == null || wentBack) {
      throw new Conv4jException(
          Problem.of(
              "backward",
              wentBack ? "this pass went back already" : "this pass records no gradients",
              "Begin a new Pass.training(device) for each step"));
    }
    if (loss.shape().count() != 1) {
      throw new ShapeException(
          "backward", "a scalar loss", loss.shape().toString(), "Reduce it to one number first");
    }
    if (!tape.computed(loss)) {
      throw new Conv4jException(
          Problem.of(
              "backward",
              "the loss comes from elsewhere",
              "Give the loss that this pass computed"));
    }
    wentBack = true;
    forgetWhatWasJoined();
    new BackwardRun(tape, device, new ParameterGradients(tape, gradients), loss)
        .run(gradient -> device.kernels().elementwise().fill(gradient, weight));
  }

  /**
   * The gradients of a value of this pass by other values of it: of the sum of all its elements,
   * each times a weight. May be called any number of times.
   *
   * @param output what is differentiated, such as the logits; computed by this pass
   * @param weights one for each element in row-major order; for a single logit, 1 there and else 0
   * @param by what this pass computed, began with, or {@linkplain #use used}
   * @return for each of {@code by} the gradient, shaped like it; zeros where {@code output} does
   *     not depend on it. They die with the pass
   * @throws Conv4jException if this is no explaining pass, or did not compute {@code output}
   * @throws ShapeException if there is not one weight for each element
   */
  public List<Tensor> gradients(Tensor output, float[] weights, List<Tensor> by) {
    requireOpen();
    if (purpose != Purpose.EXPLANATION || tape == null) {
      throw new Conv4jException(
          Problem.of(
              "gradients",
              "this pass keeps nothing for them",
              "Begin a Pass.explaining(device); training has backward"));
    }
    if (!tape.computed(output)) {
      throw new Conv4jException(
          Problem.of(
              "gradients",
              "the output comes from elsewhere",
              "Give a value that this pass computed"));
    }
    ValueGradients gradients = new ValueGradients(tape, device, by);
    computed.addAll(gradients.values());
    gradients.values().forEach(this::count);
    new BackwardRun(tape, device, gradients, output).run(gradient -> gradient.write(weights));
    return gradients.values();
  }

  /**
   * Nobody has read these, and other operations did their work. Parameters will now change, with
   * which they would have been computed.
   */
  private void forgetWhatWasJoined() {
    for (Tensor tensor : deferred.keySet()) {
      if (tensor.isPending()) {
        tensor.close();
      }
    }
    deferred.clear();
  }

  /** Gives back the memory of all that was computed and not kept. */
  @Override
  public void close() {
    closed = true;
    for (Tensor tensor : computed) {
      if (!tensor.isKept()) {
        tensor.close();
      }
    }
    computed.clear();
  }

  private void requireOpen() {
    if (closed) {
      throw new DeviceException("Pass", "an open pass", "one that was closed", "Begin a new one");
    }
  }

  private void requireHere(Operation operation, Tensor input) {
    if (!input.device().equals(device)) {
      throw new DeviceException(
          location.isEmpty() ? operation.kind() : operation.kind() + " '" + location + "'",
          "all tensors on " + device.name() + ", where the pass runs",
          "%s (%s) on %s".formatted(input.origin(), input.shape(), input.device().name()),
          "Model and data must be on the same device: move them with model.to(device) and"
              + " batch.to(device)");
    }
  }
}
