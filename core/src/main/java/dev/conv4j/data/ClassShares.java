package dev.conv4j.data;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** How many of each class make up a part of a data set in which the classes are as in the whole. */
final class ClassShares {
  private ClassShares() {}

  /**
   * Numbers by class that add up to {@code wanted}, or to less where a class would lose its last
   * example: whole numbers by the method of largest remainders (Hare and Niemeyer).
   */
  static int[] of(Dataset whole, int wanted) {
    int[] sizes = new int[whole.labels().size()];
    for (int i = 0; i < whole.size(); i++) {
      sizes[whole.label(i)]++;
    }
    int[] shares = new int[sizes.length];
    long[] remainders = new long[sizes.length];
    int left = wanted;
    for (int c = 0; c < sizes.length; c++) {
      long product = (long) sizes[c] * wanted;
      shares[c] = Math.min((int) (product / whole.size()), Math.max(sizes[c] - 1, 0));
      remainders[c] = product % whole.size();
      left -= shares[c];
    }
    for (int c : byRemainder(remainders)) {
      if (left > 0 && shares[c] < sizes[c] - 1) {
        shares[c]++;
        left--;
      }
    }
    return shares;
  }

  private static List<Integer> byRemainder(long[] remainders) {
    return IntStream.range(0, remainders.length)
        .boxed()
        .sorted(Comparator.comparingLong((Integer c) -> remainders[c]).reversed())
        .toList();
  }
}
