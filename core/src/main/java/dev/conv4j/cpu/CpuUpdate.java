package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.UpdateKernels;
import org.jspecify.annotations.Nullable;

/** Optimizer steps: loops that the just-in-time compiler vectorises by itself. */
final class CpuUpdate implements UpdateKernels {
  private final Workers workers;

  CpuUpdate(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void sgd(
      Tensor parameter,
      Tensor gradient,
      @Nullable Tensor velocity,
      float learningRate,
      float momentum,
      boolean nesterov,
      float weightDecay) {
    float[] ps = floats(parameter);
    float[] gs = floats(gradient);
    Pieces.Body body;
    if (velocity == null) {
      body = (from, to) -> plain(ps, gs, learningRate, weightDecay, from, to);
    } else if (nesterov) {
      float[] vs = floats(velocity);
      body = (from, to) -> nesterov(ps, gs, vs, learningRate, momentum, weightDecay, from, to);
    } else {
      float[] vs = floats(velocity);
      body = (from, to) -> momentum(ps, gs, vs, learningRate, momentum, weightDecay, from, to);
    }
    Pieces.run(workers, ps.length, body);
  }

  private static void plain(
      float[] ps, float[] gs, float learningRate, float decay, int from, int to) {
    for (int i = from; i < to; i++) {
      ps[i] -= learningRate * (gs[i] + decay * ps[i]);
    }
  }

  private static void momentum(
      float[] ps,
      float[] gs,
      float[] vs,
      float rate,
      float momentum,
      float decay,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      float v = momentum * vs[i] + (gs[i] + decay * ps[i]);
      vs[i] = v;
      ps[i] -= rate * v;
    }
  }

  private static void nesterov(
      float[] ps,
      float[] gs,
      float[] vs,
      float rate,
      float momentum,
      float decay,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      float g = gs[i] + decay * ps[i];
      float v = momentum * vs[i] + g;
      vs[i] = v;
      ps[i] -= rate * (g + momentum * v);
    }
  }
}
