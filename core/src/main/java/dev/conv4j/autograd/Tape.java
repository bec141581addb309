package dev.conv4j.autograd;

import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a pass has recorded: the operations, and which tensors lead to a trainable parameter. */
final class Tape {

  /**
   * @param backward null where no gradient is wanted
   */
  record Node(Trace.Step step, @Nullable Backward backward) {}

  private final boolean keepsAll;
  private final List<Node> nodes = new ArrayList<>();

  /** Tensors whose gradients are wanted; the value is the parameter, or null for a computed one. */
  private final IdentityHashMap<Tensor, @Nullable Parameter> wanted = new IdentityHashMap<>();

  /**
   * @param keepsAll whether any gradient may be asked for later
   */
  Tape(boolean keepsAll) {
    this.keepsAll = keepsAll;
  }

  void want(Tensor tensor, Parameter parameter) {
    wanted.put(tensor, parameter);
  }

  void record(
      Operation operation, String location, List<Tensor> inputs, Tensor output, Backward backward) {
    boolean wants = false;
    for (Tensor input : inputs) {
      wants |= wanted.containsKey(input);
    }
    if (wants) {
      wanted.put(output, null);
    }
    Trace.Step step = new Trace.Step(operation, location, inputs, output);
    nodes.add(new Node(step, wants || keepsAll ? backward : null));
  }

  /** Whether a recorded operation gave out {@code tensor}; the last one is looked at first. */
  boolean computed(Tensor tensor) {
    for (Node node : nodes.reversed()) {
      if (node.step().output() == tensor) {
        return true;
      }
    }
    return false;
  }

  boolean wants(Tensor tensor) {
    return wanted.containsKey(tensor);
  }

  /** The parameter whose value {@code tensor} is, or null. */
  @Nullable Parameter parameter(Tensor tensor) {
    return wanted.get(tensor);
  }

  List<Node> nodes() {
    return nodes;
  }

  Trace trace() {
    return new Trace(nodes.stream().map(Node::step).toList());
  }
}
