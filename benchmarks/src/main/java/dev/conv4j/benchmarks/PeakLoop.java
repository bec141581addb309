package dev.conv4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Independent sums of products in registers, on all threads at once. */
final class PeakLoop implements Workload {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Enough sums to hide a multiply-add's latency, few enough for 16 registers. */
  private static final int SUMS = 10;

  /** Some tens of milliseconds, beside which starting threads is nothing. */
  private static final int STEPS = 10_000_000;

  /** What one thread does in one run, a multiply-add counted as two. */
  static final double GFLOP_PER_THREAD = 2.0 * SUMS * SPECIES.length() * STEPS / 1e9;

  private final int threads;

  PeakLoop(int threads) {
    this.threads = threads;
  }

  /** There is nothing to compare. */
  @Override
  public List<float[]> results() {
    return List.of();
  }

  @Override
  public void run() {
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < threads; i++) {
      others.add(Thread.ofPlatform().start(PeakLoop::multiplyAndAdd));
    }
    multiplyAndAdd();
    for (Thread other : others) {
      join(other);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring the peak", e);
    }
  }

  /** The sums are written out, for they must be local variables to stay in registers. */
  private static void multiplyAndAdd() {
    FloatVector x = FloatVector.broadcast(SPECIES, 0.99f);
    FloatVector y = FloatVector.broadcast(SPECIES, 0.01f);
    FloatVector s0 = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector s1 = s0.add(1);
    FloatVector s2 = s0.add(2);
    FloatVector s3 = s0.add(3);
    FloatVector s4 = s0.add(4);
    FloatVector s5 = s0.add(5);
    FloatVector s6 = s0.add(6);
    FloatVector s7 = s0.add(7);
    FloatVector s8 = s0.add(8);
    FloatVector s9 = s0.add(9);
    for (int i = 0; i < STEPS; i++) {
      s0 = s0.fma(x, y);
      s1 = s1.fma(x, y);
      s2 = s2.fma(x, y);
      s3 = s3.fma(x, y);
      s4 = s4.fma(x, y);
      s5 = s5.fma(x, y);
      s6 = s6.fma(x, y);
      s7 = s7.fma(x, y);
      s8 = s8.fma(x, y);
      s9 = s9.fma(x, y);
    }
    FloatVector low = s0.add(s1).add(s2).add(s3).add(s4);
    Finite.require("a sum", low.add(s5).add(s6).add(s7).add(s8).add(s9).lane(0));
  }

  @Override
  public void close() {}
}
