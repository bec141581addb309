package dev.conv4j.autograd;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The way back of an explanation: to chosen values. */
final class ValueGradients implements Destination {
  private final Device device;
  private final List<Tensor> chosen;
  private final List<Tensor> values;

  /** The chosen values and all that was computed from them. */
  private final Set<Tensor> wanted = Collections.newSetFromMap(new IdentityHashMap<>());

  ValueGradients(Tape tape, Device device, List<Tensor> chosen) {
    this.device = device;
    this.chosen = List.copyOf(chosen);
    this.values = chosen.stream().map(each -> Tensor.zeros(device, each.shape())).toList();
    wanted.addAll(chosen);
    for (Tape.Node node : tape.nodes()) {
      if (node.step().inputs().stream().anyMatch(wanted::contains)) {
        wanted.add(node.step().output());
      }
    }
  }

  /** A gradient for each chosen value; zeros until it has arrived. */
  List<Tensor> values() {
    return values;
  }

  @Override
  public boolean wants(Tensor tensor) {
    return wanted.contains(tensor);
  }

  @Override
  public @Nullable Sum sum(Tensor tensor) {
    return null;
  }

  @Override
  public void arrived(Tensor tensor, Tensor gradient) {
    for (int i = 0; i < chosen.size(); i++) {
      if (chosen.get(i) == tensor) {
        device.kernels().elementwise().copy(gradient, values.get(i));
      }
    }
  }
}
