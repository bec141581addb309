package dev.conv4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.tensor.RandomStream.Purpose;
import java.util.HashSet;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of the random numbers. Bounds are five deviations of what is measured. */
class RandomStreamTest {
  private static final int DRAWS = 200_000;

  /** The vectors of philox4x32-10 in Random123's kat_vectors. */
  @ParameterizedTest
  @CsvSource({
    "00000000 00000000 00000000 00000000, 00000000 00000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    "ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
    "243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0, d16cfe09 94fdcceb 5001e420 24126ea1"
  })
  void givesThePublishedAnswers(String counter, String key, String answer) {
    int[] c = words(counter);
    int[] k = words(key);
    int[] out = new int[4];
    RandomStream.philox(c[0], c[1], c[2], c[3], k[0], k[1], out);
    assertThat(out).containsExactly(words(answer));
  }

  private static int[] words(String hex) {
    return java.util.Arrays.stream(hex.split(" "))
        .mapToInt(word -> Integer.parseUnsignedInt(word, 16))
        .toArray();
  }

  /** The first numbers of a stream, by hand from its name: seed as key, the rest as counter. */
  @Test
  void aStreamIsTheGeneratorCountingFromItsName() {
    RandomStream stream = new RandomStream(0x299f31d0a4093822L, Purpose.SHUFFLE, 7, 0x500000003L);
    int[] out = new int[4];
    for (int block = 0; block < 3; block++) {
      RandomStream.philox(block, 2 << 24 | 7, 3, 5, 0xa4093822, 0x299f31d0, out);
      for (int word : out) {
        assertThat(stream.nextInt()).isEqualTo(word);
      }
    }
  }

  @Test
  void streamsOfOneNameAreEqualAndOfOthersAreNot() {
    Set<Long> firsts = new HashSet<>();
    int streams = 0;
    for (long seed : new long[] {0, 1, -1, 1L << 32}) {
      for (Purpose purpose : Purpose.values()) {
        for (int epoch : new int[] {0, 1, (1 << 24) - 1}) {
          for (long index : new long[] {0, 1, 1L << 32, -1}) {
            long first = twoWords(new RandomStream(seed, purpose, epoch, index));
            assertThat(twoWords(new RandomStream(seed, purpose, epoch, index))).isEqualTo(first);
            firsts.add(first);
            streams++;
          }
        }
      }
    }
    assertThat(firsts).hasSize(streams);
  }

  private static long twoWords(RandomStream stream) {
    return (long) stream.nextInt() << 32 | Integer.toUnsignedLong(stream.nextInt());
  }

  /** Neighbouring names must not give related numbers: their products average to nothing. */
  @ParameterizedTest
  @CsvSource({"1, 0, 0", "0, 1, 0", "0, 0, 1"})
  void neighbouringStreamsAreUncorrelated(int seedStep, int epochStep, int indexStep) {
    RandomStream one = new RandomStream(5, Purpose.SPLIT, 3, 9);
    RandomStream other =
        new RandomStream(5 + seedStep, Purpose.SPLIT, 3 + epochStep, 9 + indexStep);
    double sum = 0;
    for (int i = 0; i < DRAWS; i++) {
      sum += (one.nextFloat() - 0.5) * (other.nextFloat() - 0.5);
    }
    double deviation = Math.sqrt(DRAWS) / 12;
    assertThat(sum).isCloseTo(0, within(5 * deviation));
  }

  @Test
  void everyBitIsOneHalfOfTheTime() {
    RandomStream random = new RandomStream(1, Purpose.SPLIT, 0, 0);
    int[] ones = new int[32];
    for (int i = 0; i < DRAWS; i++) {
      int word = random.nextInt();
      for (int bit = 0; bit < 32; bit++) {
        ones[bit] += word >>> bit & 1;
      }
    }
    for (int count : ones) {
      assertThat((double) count).isCloseTo(DRAWS / 2.0, within(5 * Math.sqrt(DRAWS) / 2));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 10, 64, 1000})
  void everyNumberBelowABoundIsEquallyLikely(int bound) {
    RandomStream random = new RandomStream(2, Purpose.SPLIT, 0, bound);
    int[] counts = new int[bound];
    for (int i = 0; i < DRAWS; i++) {
      counts[random.nextInt(bound)]++;
    }
    double mean = (double) DRAWS / bound;
    double chiSquared = 0;
    for (int count : counts) {
      chiSquared += (count - mean) * (count - mean) / mean;
    }
    double degrees = bound - 1;
    assertThat(chiSquared).isLessThanOrEqualTo(degrees + 5 * Math.sqrt(2 * degrees));
  }

  /** With this bound, taking the remainder or the product alone favours some numbers twofold. */
  @Test
  void largeBoundsAreNotBiasedEither() {
    RandomStream random = new RandomStream(3, Purpose.SPLIT, 0, 0);
    int bound = 3 << 29;
    int lowHalf = 0;
    int everyThird = 0;
    for (int i = 0; i < DRAWS; i++) {
      int number = random.nextInt(bound);
      assertThat(number).isBetween(0, bound - 1);
      lowHalf += number < bound / 2 ? 1 : 0;
      everyThird += number % 3 == 0 ? 1 : 0;
    }
    assertThat((double) lowHalf).isCloseTo(DRAWS / 2.0, within(5 * Math.sqrt(DRAWS) / 2));
    assertThat((double) everyThird).isCloseTo(DRAWS / 3.0, within(5 * Math.sqrt(DRAWS * 2.0 / 9)));
  }

  @Test
  void floatsAreEvenAndNeverReachOne() {
    RandomStream random = new RandomStream(4, Purpose.SPLIT, 0, 0);
    double[] moments = moments(random::nextFloat);
    assertThat(moments[0]).isCloseTo(0.5, within(5 * Math.sqrt(1 / 12.0 / DRAWS)));
    assertThat(moments[1]).isCloseTo(1 / 12.0, within(0.001));
    for (int i = 0; i < DRAWS; i++) {
      assertThat(random.nextFloat(-2, 3)).isGreaterThanOrEqualTo(-2).isLessThan(3);
    }
  }

  @Test
  void gaussiansHaveTheMomentsOfTheNormalDistribution() {
    RandomStream random = new RandomStream(5, Purpose.SPLIT, 0, 0);
    double[] moments = moments(random::nextGaussian);
    assertThat(moments[0]).isCloseTo(0, within(5 / Math.sqrt(DRAWS)));
    assertThat(moments[1]).isCloseTo(1, within(5 * Math.sqrt(2.0 / DRAWS)));
    assertThat(moments[2]).isCloseTo(0, within(5 * Math.sqrt(15.0 / DRAWS)));
    assertThat(moments[3]).isCloseTo(3, within(5 * Math.sqrt(96.0 / DRAWS)));
  }

  @Test
  void twoGaussiansOfOneDrawAreUncorrelated() {
    RandomStream random = new RandomStream(6, Purpose.SPLIT, 0, 0);
    double sum = 0;
    for (int i = 0; i < DRAWS; i++) {
      sum += random.nextGaussian() * random.nextGaussian();
    }
    assertThat(sum).isCloseTo(0, within(5 * Math.sqrt(DRAWS)));
  }

  /** Mean, then the second to fourth central moments. */
  private static double[] moments(DoubleSupplier draw) {
    double[] values = new double[DRAWS];
    double mean = 0;
    for (int i = 0; i < DRAWS; i++) {
      values[i] = draw.getAsDouble();
      mean += values[i] / DRAWS;
    }
    double[] moments = {mean, 0, 0, 0};
    for (double value : values) {
      for (int power = 2; power <= 4; power++) {
        moments[power - 1] += Math.pow(value - mean, power) / DRAWS;
      }
    }
    return moments;
  }
}
