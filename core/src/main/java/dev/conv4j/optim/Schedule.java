package dev.conv4j.optim;

import java.util.List;

/**
 * How the learning rate changes in the course of a training, as a share of the optimizer's own. A
 * schedule remembers nothing: the share follows from where the training is, so that a training that
 * was interrupted goes on the same.
 */
public sealed interface Schedule {

  /**
   * Where a training is, seen by a schedule: all is counted from where the schedule begins.
   *
   * @param step steps done, from 0
   * @param stepsPerEpoch steps in an epoch
   * @param epochs epochs of the whole training
   * @param losses the loss of each epoch that is done, of the images held out if there are any
   * @param before steps of the whole training before the schedule began
   */
  record Moment(long step, int stepsPerEpoch, int epochs, List<Double> losses, long before) {
    /** A moment of a schedule that begins with the training. */
    public Moment(long step, int stepsPerEpoch, int epochs, List<Double> losses) {
      this(step, stepsPerEpoch, epochs, losses, 0);
    }

    /** Epochs done. */
    public int epoch() {
      return (int) (step / stepsPerEpoch);
    }

    /** Steps from the schedule's beginning to the end of the training, 1 or more. */
    public long steps() {
      return Math.max((long) stepsPerEpoch * epochs - before, 1);
    }

    /**
     * The same moment for a schedule that begins {@code skipped} steps later. It knows no losses of
     * epochs that were over by then.
     */
    Moment from(long skipped) {
      long over = (before + skipped) / stepsPerEpoch - before / stepsPerEpoch;
      int forgotten = (int) Math.min(over, losses.size());
      return new Moment(
          step - skipped,
          stepsPerEpoch,
          epochs,
          losses.subList(forgotten, losses.size()),
          before + skipped);
    }
  }

  /** What the optimizer's learning rate is to be multiplied with for the next step. */
  double factor(Moment now);

  /** The same rate from first to last. */
  record Constant() implements Schedule {
    @Override
    public double factor(Moment now) {
      return 1;
    }
  }

  /**
   * Step decay: every {@code epochs} epochs the rate is multiplied with {@code factor}. PyTorch's
   * StepLR, which calls them {@code step_size} and {@code gamma}.
   *
   * @param epochs the step size, in epochs, 1 or more
   * @param factor the decay, gamma; more than 0, at most 1
   */
  record Steps(int epochs, double factor) implements Schedule {
    /** Checks the numbers. */
    public Steps {
      Settings.check("epochs between steps", epochs >= 1, "1 or more", epochs);
      checkDecay(factor);
    }

    @Override
    public double factor(Moment now) {
      int times = now.epoch() / epochs;
      return StrictMath.pow(factor, times);
    }
  }

  /**
   * Cosine annealing: half a cosine from 1 to {@code last}, step by step (Loshchilov and Hutter
   * 2017, arXiv:1608.03983); PyTorch's CosineAnnealingLR.
   *
   * @param last 0 to 1
   */
  record Cosine(double last) implements Schedule {
    /** Checks the number. */
    public Cosine {
      Settings.check("the last share of a cosine", last >= 0 && last <= 1, "0 to 1", last);
    }

    @Override
    public double factor(Moment now) {
      return cosine(1, last, (double) now.step() / now.steps());
    }
  }

  /**
   * The one-cycle policy: up to the full rate and down again, both along half a cosine, from 1/25
   * of the rate to 1/10,000 of that (Smith and Topin 2018, arXiv:1708.07120). PyTorch's OneCycleLR,
   * which begins with 30 % of the steps upwards. A way up of a single step is that step at the
   * first share; OneCycleLR divides by zero there.
   *
   * @param rise the share of the steps that go up, more than 0 and less than 1
   * @param first the rate's share to begin with
   * @param last the rate's share to end with
   */
  record OneCycle(double rise, double first, double last) implements Schedule {
    /** The usual numbers: 30 % upwards from 1/25, down to 1/250,000. */
    public OneCycle() {
      this(0.3, 1.0 / 25, 1.0 / 25 / 10_000);
    }

    /** Checks the numbers. */
    public OneCycle {
      Settings.check("the rise of one cycle", rise > 0 && rise < 1, "0 to 1", rise);
      Settings.check("the first share of one cycle", first > 0 && first <= 1, "0 to 1", first);
      Settings.check("the last share of one cycle", last >= 0 && last <= 1, "0 to 1", last);
    }

    @Override
    public double factor(Moment now) {
      double top = rise * now.steps() - 1;
      double end = now.steps() - 1.0;
      if (now.step() <= top) {
        return now.step() == 0 ? first : cosine(first, 1, now.step() / top);
      }
      return cosine(1, last, end <= top ? 1 : Math.min((now.step() - top) / (end - top), 1));
    }
  }

  /**
   * The learning rate range test: step by step from one rate to another, each the same number of
   * times the one before: to find a learning rate with (Smith 2017, section 3.3, arXiv:1506.01186).
   *
   * @param first the rate's share to begin with, more than 0
   * @param last the rate's share to end with, more than 0
   */
  record Sweep(double first, double last) implements Schedule {
    /** Checks the numbers. */
    public Sweep {
      checkShare("the first share of a sweep", first);
      checkShare("the last share of a sweep", last);
    }

    private static void checkShare(String what, double share) {
      Settings.check(what, share > 0 && Double.isFinite(share), "more than 0", share);
    }

    @Override
    public double factor(Moment now) {
      double done = now.steps() > 1 ? (double) now.step() / (now.steps() - 1) : 0;
      return first * StrictMath.pow(last / first, done);
    }
  }

  /**
   * Linear warm-up: evenly from next to nothing to the full rate over the first steps, then another
   * schedule from there (Goyal et al. 2017, section 2.2, arXiv:1706.02677). The n-th of w steps has
   * the share n/w. PyTorch's SequentialLR of a LinearLR with {@code start_factor=1/w,
   * total_iters=w-1} and the other, with milestone w.
   *
   * @param epochs how long it warms up, more than 0; may be a fraction
   * @param then the schedule of the rest. It begins when the rate is full and ends with the
   *     training; its steps, its epochs and the losses that it judges are counted from there.
   */
  record WarmUp(double epochs, Schedule then) implements Schedule {
    /** Checks the number. */
    public WarmUp {
      Settings.check(
          "epochs of warm-up", epochs > 0 && Double.isFinite(epochs), "more than 0", epochs);
    }

    @Override
    public double factor(Moment now) {
      long warm = Math.max(1, Math.round(epochs * now.stepsPerEpoch()));
      return now.step() < warm ? (now.step() + 1.0) / warm : then.factor(now.from(warm));
    }
  }

  /**
   * Reduction on a plateau: when the loss has not fallen for {@code patience} epochs, the rate is
   * multiplied with {@code factor}; PyTorch's ReduceLROnPlateau with its relative threshold of
   * 1/10,000.
   *
   * @param factor more than 0, at most 1
   * @param patience epochs that may pass without a better loss, 0 or more
   * @param least the share below which it does not fall, 0 to 1
   */
  record ReduceOnPlateau(double factor, int patience, double least) implements Schedule {
    private static final double BETTER = 1 - 1e-4;

    /** Checks the numbers. */
    public ReduceOnPlateau {
      checkDecay(factor);
      Settings.check("patience", patience >= 0, "0 or more", patience);
      Settings.check("the least share on a plateau", least >= 0 && least <= 1, "0 to 1", least);
    }

    @Override
    public double factor(Moment now) {
      double share = 1;
      double best = Double.POSITIVE_INFINITY;
      int waited = 0;
      for (double loss : now.losses()) {
        if (loss < best * BETTER) {
          best = loss;
          waited = 0;
        } else if (++waited > patience) {
          share = Math.max(share * factor, least);
          waited = 0;
        }
      }
      return share;
    }
  }

  private static void checkDecay(double factor) {
    Settings.check(
        "the factor of a schedule", factor > 0 && factor <= 1, "more than 0, at most 1", factor);
  }

  private static double cosine(double from, double to, double share) {
    return to + (from - to) * (1 + StrictMath.cos(StrictMath.PI * share)) / 2;
  }
}
