package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DataException;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubsetTest {
  private final Dataset whole = Numbers.upTo(100);

  private static List<Integer> numbers(Dataset data) {
    return IntStream.range(0, data.size()).mapToObj(i -> Numbers.read(data, i)).toList();
  }

  @Test
  void aSplitIsDisjointAndCoversAll() {
    Subset.Split split = Subset.split(whole, 0.25, 7);
    List<Integer> rest = numbers(split.rest());
    List<Integer> heldOut = numbers(split.heldOut());
    assertThat(heldOut).hasSize(25).isSorted();
    assertThat(rest).hasSize(75).isSorted().doesNotContainAnyElementsOf(heldOut);
    List<Integer> all = new ArrayList<>(rest);
    all.addAll(heldOut);
    assertThat(all).containsExactlyInAnyOrderElementsOf(numbers(whole));
  }

  @Test
  void theSeedAloneDecides() {
    List<Integer> once = numbers(Subset.split(whole, 0.1, 7).heldOut());
    assertThat(numbers(Subset.split(whole, 0.1, 7).heldOut())).isEqualTo(once);
    assertThat(numbers(Subset.split(whole, 0.1, 8).heldOut())).isNotEqualTo(once);
  }

  @Test
  void aSmallShareIsAtLeastOneExample() {
    assertThat(Subset.split(whole, 1e-6, 1).heldOut().size()).isEqualTo(1);
  }

  /** Ten of the first class, two of the second, one of the third. */
  @ParameterizedTest
  @CsvSource({"0.5, 6, 1, 0", "0.25, 2, 1, 0", "0.08, 1, 0, 0", "0.9, 9, 1, 0"})
  void aShareIsHeldOutOfEachClassButNeverAll(double share, int first, int second, int third) {
    byte[] classes = {0, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0};
    Dataset uneven =
        new ByteImages(
            Shape.of(1, 1, 1), List.of("a", "b", "c"), new byte[classes.length], classes);
    for (int seed = 0; seed < 20; seed++) {
      Subset.Split split = Subset.split(uneven, share, seed);
      assertThat(ofEachClass(split.heldOut())).containsExactly(first, second, third);
      assertThat(ofEachClass(split.rest())).containsExactly(10 - first, 2 - second, 1 - third);
    }
  }

  private static int[] ofEachClass(Dataset data) {
    int[] counts = new int[data.labels().size()];
    IntStream.range(0, data.size()).forEach(i -> counts[data.label(i)]++);
    return counts;
  }

  @Test
  void oneOfEachClassCannotBeSplit() {
    assertThatThrownBy(() -> Subset.split(Numbers.upTo(10), 0.5, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("two images or more of some class");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, 1, 0.999, 2, Double.NaN})
  void aShareThatLeavesNothingIsRefused(double share) {
    assertThatThrownBy(() -> Subset.split(whole, share, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("validation: ")
        .hasMessageContaining(Double.toString(share));
  }

  @Test
  void theFirstKeepTheirLabels() {
    Dataset first = Subset.first(whole, 12);
    assertThat(numbers(first)).containsExactlyElementsOf(IntStream.range(0, 12).boxed().toList());
    assertThat(first.label(11)).isEqualTo(whole.label(11));
    assertThat(Subset.first(whole, 1000)).isSameAs(whole);
  }

  @Test
  void onlyTheSameExamplesOfTheSameDataHaveTheSameDigest() {
    String digest = Subset.split(whole, 0.25, 7).rest().sha256();
    assertThat(Subset.split(whole, 0.25, 7).rest().sha256()).isEqualTo(digest);
    assertThat(
            List.of(
                whole.sha256(),
                Subset.split(whole, 0.25, 7).heldOut().sha256(),
                Subset.split(whole, 0.25, 8).rest().sha256(),
                Subset.split(whole, 0.5, 7).rest().sha256(),
                Subset.split(Numbers.upTo(101), 0.25, 7).rest().sha256()))
        .doesNotContain(digest)
        .doesNotHaveDuplicates();
  }

  @Test
  void everyOrderIsEquallyLikely() {
    int[] seen = new int[6];
    for (int i = 0; i < 6000; i++) {
      int[] order = Subset.shuffled(3, new RandomStream(1, Purpose.SHUFFLE, 0, i));
      seen[order[0] * 2 + (order[1] > order[2] ? 1 : 0)]++;
    }
    // Six standard deviations of a count of 6000 draws at 1/6: 6 * sqrt(6000 * 1/6 * 5/6).
    for (int count : seen) {
      assertThat(count).isBetween(1000 - 174, 1000 + 174);
    }
  }
}
