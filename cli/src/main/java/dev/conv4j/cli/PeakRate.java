package dev.conv4j.cli;

import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The highest rate of multiply-adds that this machine reaches: independent sums in registers,
 * nothing read from memory, on all threads at once.
 */
final class PeakRate {
  /** Multiply-adds of one lane between two looks at the clock, for each sum. */
  private static final int STEPS = 100_000;

  /** Enough independent sums to hide a multiply-add's latency, few enough for 16 registers. */
  private static final int SUMS = 10;

  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  private PeakRate() {}

  /** One stretch of multiply-adds. */
  private interface Loop {
    /** Runs {@link #STEPS} rounds; what comes out must be used, so that nothing is left out. */
    float run(float start);

    /** Multiply-adds in one run. */
    long multiplyAdds();
  }

  /**
   * Measures the rate.
   *
   * @return floating-point operations in a second, a multiply-add counted as two
   */
  static double measure(int threads, Timing timing) {
    Loop loop = ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent() ? new Vectors() : PLAIN;
    List<Double> rates = new ArrayList<>();
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      running.add(
          Thread.ofPlatform()
              .start(() -> {
                double seconds = timing.best(() -> use(loop.run(0.5f)));
                synchronized (rates) {
                  rates.add(2.0 * loop.multiplyAdds() / seconds);
                }
              }));
    }
    running.forEach(PeakRate::join);
    return rates.stream().mapToDouble(Double::doubleValue).sum();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void use(float value) {
    if (value == 42) {
      Thread.onSpinWait(); // never, but no compiler knows
    }
  }

  /** Without the Vector API. */
  private static final Loop PLAIN =
      new Loop() {
        @Override
        public float run(float start) {
          float a = start;
          float b = start + 1;
          float c = start + 2;
          float d = start + 3;
          for (int i = 0; i < STEPS; i++) {
            a = Math.fma(a, 0.99f, 0.01f);
            b = Math.fma(b, 0.99f, 0.01f);
            c = Math.fma(c, 0.99f, 0.01f);
            d = Math.fma(d, 0.99f, 0.01f);
          }
          return a + b + c + d;
        }

        @Override
        public long multiplyAdds() {
          return 4L * STEPS;
        }
      };

  /** With it. The sums are written out, for they must be local variables to stay in registers. */
  private static final class Vectors implements Loop {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    @Override
    public float run(float start) {
      FloatVector x = FloatVector.broadcast(SPECIES, 0.99f);
      FloatVector y = FloatVector.broadcast(SPECIES, 0.01f);
      FloatVector s0 = FloatVector.broadcast(SPECIES, start);
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
      return low.add(s5).add(s6).add(s7).add(s8).add(s9).lane(0);
    }

    @Override
    public long multiplyAdds() {
      return (long) SUMS * SPECIES.length() * STEPS;
    }
  }
}
