package dev.conv4j.autograd;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A named tensor of the model. A layer declares it with a shape and a way to begin; it has a value
 * once it was initialised or loaded.
 *
 * <p>A parameter is learned from gradients, or it is a running statistic: a value that training
 * passes observe ({@link Pass#propose}) and inference uses. Both belong to the model: they are
 * saved, loaded and moved alike. Only the learned ones count as the parameters of a network, and
 * only they have gradients, unless they are frozen.
 *
 * <p>Thread safety: any number of passes may read the value; nobody may read while it is set.
 */
public final class Parameter implements AutoCloseable {

  /** Where the values of a parameter come from. */
  public enum Kind {
    /** From gradients. */
    LEARNED,
    /** From what training passes observe, such as the mean of a channel. */
    RUNNING_STATISTIC
  }

  private final String name;
  private final Kind kind;
  private final Shape shape;
  private final Initializer initializer;
  private @Nullable Tensor value;
  private boolean trainable = true;

  /**
   * A learned parameter without a value.
   *
   * @param name its name within its layer, such as {@code weight}
   */
  public Parameter(String name, Shape shape, Initializer initializer) {
    this(name, Kind.LEARNED, shape, initializer);
  }

  /**
   * A running statistic without a value.
   *
   * @param name its name within its layer, such as {@code running_mean}
   */
  public static Parameter statistic(String name, Shape shape, Initializer initializer) {
    return new Parameter(name, Kind.RUNNING_STATISTIC, shape, initializer);
  }

  private Parameter(String name, Kind kind, Shape shape, Initializer initializer) {
    this.name = name;
    this.kind = kind;
    this.shape = shape;
    this.initializer = initializer;
  }

  /** Its name within its layer, such as {@code weight}. */
  public String name() {
    return name;
  }

  /** The extents, known before there is a value. */
  public Shape shape() {
    return shape;
  }

  /** Where its values come from. */
  public Kind kind() {
    return kind;
  }

  /** Whether it is learned from gradients, frozen or not; else it is a running statistic. */
  public boolean isLearned() {
    return kind == Kind.LEARNED;
  }

  /** Whether gradients change it: it is learned and not frozen. */
  public boolean isTrainable() {
    return trainable && isLearned();
  }

  /** Whether it stays as it is: gradients do not change it, nor does what passes observe. */
  public boolean isFrozen() {
    return !trainable;
  }

  /** Freezes it, or lets it change again. */
  public void setTrainable(boolean trainable) {
    this.trainable = trainable;
  }

  /** Whether it was initialised or loaded. */
  public boolean hasValue() {
    return value != null;
  }

  /**
   * The value.
   *
   * @throws Conv4jException if it was neither initialised nor loaded
   */
  public Tensor value() {
    if (value == null) {
      throw new Conv4jException(
          Problem.of(
              "parameter '" + name + "' " + shape,
              "it has no value yet",
              "Initialise the model with model.initialize(device, seed), or load weights"));
    }
    return value;
  }

  /** Draws the first values. */
  public void initialize(Device device, RandomStream random) {
    allocate(device); // first, for a device says clearly that it has no room
    float[] values = new float[shape.intCount()];
    initializer.fill(values, random);
    set(device, values);
  }

  /**
   * Sets the values, in row-major order, on {@code device}.
   *
   * @throws ShapeException if there are more or fewer than the shape has elements
   */
  public void set(Device device, float... values) {
    if (values.length != shape.count()) {
      throw new ShapeException(
          "parameter '" + name + "'",
          shape.count() + " values for shape " + shape,
          Integer.toString(values.length),
          "");
    }
    allocate(device).write(values);
  }

  private Tensor allocate(Device device) {
    Tensor held = value;
    if (held == null || !held.device().equals(device)) {
      close();
      held = Tensor.allocate(device, ElementType.FLOAT32, shape, this);
      value = held;
    }
    return held;
  }

  /** Moves the value, if there is one, to {@code device}. */
  public void to(Device device) {
    if (value != null && !value.device().equals(device)) {
      Tensor moved = value.to(device);
      value.close();
      value = moved;
    }
  }

  /** Gives the value's memory back; the parameter has none afterwards. */
  @Override
  public void close() {
    if (value != null) {
      value.close();
      value = null;
    }
  }

  @Override
  public String toString() {
    return "parameter '" + name + "'";
  }
}
