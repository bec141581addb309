package dev.conv4j.autograd;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.function.Consumer;

/**
 * One way back over a tape. A gradient's memory goes back to the device as soon as the closure that
 * reads it has run. Several tensors may share one gradient; such a one is never added to in place.
 */
final class BackwardRun implements Backward.InputGradients {

  /** A gradient and how many tensors it is the gradient of. */
  private static final class Shared {
    private final Tensor gradient;
    private int holders = 1;

    Shared(Tensor gradient) {
      this.gradient = gradient;
    }
  }

  private final Tape tape;
  private final Device device;
  private final Destination destination;
  private final IdentityHashMap<Tensor, Shared> pending = new IdentityHashMap<>();

  /** The gradient that the closure now running reads. */
  private Shared current;

  /**
   * A way back.
   *
   * @param output where it begins
   */
  BackwardRun(Tape tape, Device device, Destination destination, Tensor output) {
    this.tape = tape;
    this.device = device;
    this.destination = destination;
    this.current = new Shared(allocate(output.shape()));
    pending.put(output, current);
  }

  /**
   * Goes back.
   *
   * @param first writes the gradient of the output
   */
  void run(Consumer<Tensor> first) {
    try {
      first.accept(current.gradient);
      for (Tape.Node node : tape.nodes().reversed()) {
        Shared arrived = pending.remove(node.step().output());
        if (arrived != null) {
          goBack(node, arrived);
        }
      }
      pending.forEach((tensor, shared) -> destination.arrived(tensor, shared.gradient));
    } finally {
      pending.values().forEach(this::drop);
    }
  }

  private void goBack(Tape.Node node, Shared arrived) {
    current = arrived;
    try {
      destination.arrived(node.step().output(), arrived.gradient);
      if (node.backward() != null) {
        Timing timing = Timing.begin();
        node.backward().run(arrived.gradient, this);
        if (timing != null) {
          timing.end(node.step().location(), node.step().operation(), false);
        }
      }
    } finally {
      drop(arrived);
    }
  }

  @Override
  public boolean wants(Tensor input) {
    return destination.wants(input);
  }

  @Override
  public void add(Tensor input, Consumer<Tensor> kernel) {
    if (!wants(input)) {
      return;
    }
    Destination.Sum sum = destination.sum(input);
    if (sum != null) {
      sum.add(kernel);
      return;
    }
    Tensor fresh = allocate(input.shape());
    kernel.accept(fresh);
    Shared before = pending.get(input);
    if (before == null) {
      pending.put(input, new Shared(fresh));
    } else {
      addTo(input, before, fresh);
    }
  }

  /** Adds a gradient of our own making to the one that {@code input} has. */
  private void addTo(Tensor input, Shared before, Tensor fresh) {
    device.kernels().elementwise().add(before.gradient, fresh, fresh);
    drop(before);
    pending.put(input, new Shared(fresh));
  }

  @Override
  public void hand(Tensor input, Tensor gradient) {
    if (!wants(input)) {
      return;
    }
    if (destination.sum(input) != null
        || pending.containsKey(input)
        || !gradient.shape().equals(input.shape())
        || gradient != current.gradient) {
      add(input, into -> device.kernels().elementwise().copy(gradient, into));
    } else {
      current.holders++;
      pending.put(input, current);
    }
  }

  private void drop(Shared shared) {
    if (--shared.holders == 0) {
      shared.gradient.close();
    }
  }

  private Tensor allocate(Shape shape) {
    return Tensor.allocate(device, ElementType.FLOAT32, shape, "gradient");
  }
}
