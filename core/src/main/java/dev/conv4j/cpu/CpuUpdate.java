package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.StepNumbers;
import dev.conv4j.tensor.spi.UpdateKernels;
import org.jspecify.annotations.Nullable;

/** Optimizer steps: loops that the just-in-time compiler vectorises by itself. */
final class CpuUpdate implements UpdateKernels {
  private final Workers workers;
  private final HostMemory memory;

  CpuUpdate(Workers workers, HostMemory memory) {
    this.workers = workers;
    this.memory = memory;
  }

  /** Whether the guard, if there is one, lets the step happen. */
  static boolean mayStep(StepNumbers numbers) {
    Tensor guard = numbers.guard();
    return guard == null || Float.isFinite(floats(guard)[0]);
  }

  @Override
  public void sgd(
      Tensor parameter,
      Tensor gradient,
      @Nullable Tensor velocity,
      StepNumbers numbers,
      SgdSettings settings) {
    if (!mayStep(numbers)) {
      return;
    }
    float[] ps = floats(parameter);
    float[] gs = floats(gradient);
    float rate = settings.rateFactor() * floats(numbers.values())[0];
    float decay = settings.weightDecay();
    float momentum = settings.momentum();
    Pieces.Body body;
    if (velocity == null) {
      body = (from, to) -> plain(ps, gs, rate, decay, from, to);
    } else if (settings.nesterov()) {
      float[] vs = floats(velocity);
      body = (from, to) -> nesterov(ps, gs, vs, rate, momentum, decay, from, to);
    } else {
      float[] vs = floats(velocity);
      body = (from, to) -> momentum(ps, gs, vs, rate, momentum, decay, from, to);
    }
    Pieces.run(workers, ps.length, body);
  }

  private static void plain(float[] ps, float[] gs, float rate, float decay, int from, int to) {
    for (int i = from; i < to; i++) {
      ps[i] -= rate * (gs[i] + decay * ps[i]);
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

  @Override
  public void adam(
      Tensor parameter,
      Tensor gradient,
      Tensor mean,
      Tensor square,
      StepNumbers numbers,
      AdamSettings settings) {
    if (!mayStep(numbers)) {
      return;
    }
    float[] ps = floats(parameter);
    float[] gs = floats(gradient);
    float[] ms = floats(mean);
    float[] ss = floats(square);
    float[] values = floats(numbers.values());
    float rate = settings.rateFactor() * values[0];
    Pieces.run(
        workers,
        ps.length,
        (from, to) -> adam(ps, gs, ms, ss, rate, rate / values[1], values[2], settings, from, to));
  }

  private static void adam(
      float[] ps,
      float[] gs,
      float[] ms,
      float[] ss,
      float rate,
      float correctedRate,
      float correction,
      AdamSettings settings,
      int from,
      int to) {
    float beta1 = settings.beta1();
    float beta2 = settings.beta2();
    float epsilon = settings.epsilon();
    float coupled = settings.decoupled() ? 0 : settings.weightDecay();
    float kept = settings.decoupled() ? 1 - rate * settings.weightDecay() : 1;
    for (int i = from; i < to; i++) {
      float g = gs[i] + coupled * ps[i];
      float m = beta1 * ms[i] + (1 - beta1) * g;
      float s = beta2 * ss[i] + (1 - beta2) * g * g;
      ms[i] = m;
      ss[i] = s;
      ps[i] = kept * ps[i] - correctedRate * m / ((float) Math.sqrt(s) / correction + epsilon);
    }
  }

  @Override
  public void rmsProp(
      Tensor parameter,
      Tensor gradient,
      Tensor square,
      @Nullable Tensor velocity,
      @Nullable Tensor average,
      StepNumbers numbers,
      RmsPropSettings settings) {
    if (!mayStep(numbers)) {
      return;
    }
    float[] ps = floats(parameter);
    float[] gs = floats(gradient);
    float[] ss = floats(square);
    float rate = settings.rateFactor() * floats(numbers.values())[0];
    try (HostMemory.Loan loan = memory.borrow(ps.length)) {
      float[] steps = loan.floats();
      float[] averages = average == null ? null : floats(average);
      float[] vs = velocity == null ? null : floats(velocity);
      Pieces.run(
          workers,
          ps.length,
          (from, to) -> {
            if (averages == null) {
              scaled(ps, gs, ss, steps, settings, from, to);
            } else {
              centred(ps, gs, ss, averages, steps, settings, from, to);
            }
            if (vs == null) {
              descend(ps, steps, rate, from, to);
            } else {
              rolling(ps, steps, vs, rate, settings.momentum(), from, to);
            }
          });
    }
  }

  private static void scaled(
      float[] ps,
      float[] gs,
      float[] ss,
      float[] steps,
      RmsPropSettings settings,
      int from,
      int to) {
    float alpha = settings.alpha();
    float decay = settings.weightDecay();
    float epsilon = settings.epsilon();
    for (int i = from; i < to; i++) {
      float g = gs[i] + decay * ps[i];
      float s = alpha * ss[i] + (1 - alpha) * g * g;
      ss[i] = s;
      steps[i] = g / ((float) Math.sqrt(s) + epsilon);
    }
  }

  private static void centred(
      float[] ps,
      float[] gs,
      float[] ss,
      float[] averages,
      float[] steps,
      RmsPropSettings settings,
      int from,
      int to) {
    float alpha = settings.alpha();
    float decay = settings.weightDecay();
    float epsilon = settings.epsilon();
    for (int i = from; i < to; i++) {
      float g = gs[i] + decay * ps[i];
      float s = alpha * ss[i] + (1 - alpha) * g * g;
      float a = alpha * averages[i] + (1 - alpha) * g;
      ss[i] = s;
      averages[i] = a;
      steps[i] = g / ((float) Math.sqrt(Math.max(s - a * a, 0f)) + epsilon);
    }
  }

  private static void descend(float[] ps, float[] steps, float rate, int from, int to) {
    for (int i = from; i < to; i++) {
      ps[i] -= rate * steps[i];
    }
  }

  private static void rolling(
      float[] ps, float[] steps, float[] vs, float rate, float momentum, int from, int to) {
    for (int i = from; i < to; i++) {
      float v = momentum * vs[i] + steps[i];
      vs[i] = v;
      ps[i] -= rate * v;
    }
  }

  @Override
  public void addSquares(Tensor x, Tensor squares) {
    float[] xs = floats(x);
    double[] sums = new double[Pieces.count(xs.length)];
    Pieces.run(workers, xs.length, (from, to) -> sums[Pieces.at(from)] = squares(xs, from, to));
    double sum = 0;
    for (double piece : sums) {
      sum += piece;
    }
    floats(squares)[0] += (float) sum;
  }

  private static double squares(float[] xs, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) xs[i] * xs[i];
    }
    return sum;
  }

  @Override
  public void clipNorm(Tensor gradient, Tensor squares, float most) {
    float[] gs = floats(gradient);
    double norm = Math.sqrt(floats(squares)[0]);
    float factor = (float) Math.min(1, most / (norm + 1e-6));
    if (factor != 1) {
      Pieces.run(
          workers,
          gs.length,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              gs[i] *= factor;
            }
          });
    }
  }

  @Override
  public void clipValue(Tensor gradient, float bound) {
    float[] gs = floats(gradient);
    Pieces.run(
        workers,
        gs.length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            gs[i] = Math.min(Math.max(gs[i], -bound), bound);
          }
        });
  }
}
