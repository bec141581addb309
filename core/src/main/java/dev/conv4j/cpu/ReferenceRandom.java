package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;
import static dev.conv4j.cpu.ArrayStorage.ints;

import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.RandomKernels;
import dev.conv4j.tensor.spi.RandomKey;

/** What is done at random, one number after the other. */
final class ReferenceRandom implements RandomKernels {

  @Override
  public void dropout(Tensor x, Tensor y, RandomKey key, float rate, long together) {
    double[] xs = doubles(x);
    double[] ys = doubles(y);
    RandomStream random = stream(key);
    double kept = rate < 1 ? 1 / (1 - (double) rate) : 0;
    double factor = 0;
    for (int i = 0; i < xs.length; i++) {
      if (i % together == 0) {
        factor = random.nextFloat() < rate ? 0 : kept;
      }
      ys[i] = xs[i] * factor;
    }
  }

  /** The stream that a key names now. */
  static RandomStream stream(RandomKey key) {
    long step = RandomKey.step(ints(key.step()));
    return new RandomStream(key.seed(), Purpose.PASS, key.number(), step);
  }
}
