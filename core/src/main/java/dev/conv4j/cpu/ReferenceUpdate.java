package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.StepNumbers;
import dev.conv4j.tensor.spi.UpdateKernels;
import org.jspecify.annotations.Nullable;

/** Optimizer steps by their definitions. */
final class ReferenceUpdate implements UpdateKernels {

  private static boolean mayStep(StepNumbers numbers) {
    Tensor guard = numbers.guard();
    return guard == null || Double.isFinite(doubles(guard)[0]);
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
    double[] ps = doubles(parameter);
    double[] gradients = doubles(gradient);
    double rate = settings.rateFactor() * doubles(numbers.values())[0];
    for (int i = 0; i < ps.length; i++) {
      double g = gradients[i] + settings.weightDecay() * ps[i];
      if (velocity != null) {
        double[] vs = doubles(velocity);
        vs[i] = settings.momentum() * vs[i] + g;
        g = settings.nesterov() ? g + settings.momentum() * vs[i] : vs[i];
      }
      ps[i] -= rate * g;
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
    double[] ps = doubles(parameter);
    double[] gradients = doubles(gradient);
    double[] ms = doubles(mean);
    double[] ss = doubles(square);
    double[] values = doubles(numbers.values());
    double rate = settings.rateFactor() * values[0];
    double beta1 = settings.beta1();
    double beta2 = settings.beta2();
    for (int i = 0; i < ps.length; i++) {
      double g = gradients[i];
      if (settings.decoupled()) {
        ps[i] -= rate * settings.weightDecay() * ps[i];
      } else {
        g += settings.weightDecay() * ps[i];
      }
      ms[i] = beta1 * ms[i] + (1 - beta1) * g;
      ss[i] = beta2 * ss[i] + (1 - beta2) * g * g;
      ps[i] -= rate / values[1] * ms[i] / (Math.sqrt(ss[i]) / values[2] + settings.epsilon());
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
    double[] ps = doubles(parameter);
    double[] gradients = doubles(gradient);
    double[] ss = doubles(square);
    double alpha = settings.alpha();
    for (int i = 0; i < ps.length; i++) {
      double g = gradients[i] + settings.weightDecay() * ps[i];
      ss[i] = alpha * ss[i] + (1 - alpha) * g * g;
      double spread = ss[i];
      if (average != null) {
        double[] as = doubles(average);
        as[i] = alpha * as[i] + (1 - alpha) * g;
        spread = Math.max(spread - as[i] * as[i], 0);
      }
      double step = g / (Math.sqrt(spread) + settings.epsilon());
      if (velocity != null) {
        double[] vs = doubles(velocity);
        vs[i] = settings.momentum() * vs[i] + step;
        step = vs[i];
      }
      ps[i] -= settings.rateFactor() * doubles(numbers.values())[0] * step;
    }
  }

  @Override
  public void addSquares(Tensor x, Tensor squares) {
    double sum = 0;
    for (double value : doubles(x)) {
      sum += value * value;
    }
    doubles(squares)[0] += sum;
  }

  @Override
  public void clipNorm(Tensor gradient, Tensor squares, float most) {
    double factor = Math.min(1, most / (Math.sqrt(doubles(squares)[0]) + 1e-6));
    double[] gs = doubles(gradient);
    for (int i = 0; i < gs.length; i++) {
      gs[i] *= factor;
    }
  }

  @Override
  public void clipValue(Tensor gradient, float bound) {
    double[] gs = doubles(gradient);
    for (int i = 0; i < gs.length; i++) {
      gs[i] = Math.min(Math.max(gs[i], -bound), bound);
    }
  }
}
