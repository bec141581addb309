package dev.conv4j.benchmarks;

/** Something to measure, with its weights and its data, the same for everyone. */
public sealed interface Case permits NetworkCase, ConvolutionCase, ProductCase, PeakCase {

  /** For the table; different for each case. */
  String name();

  /** What is counted. */
  Unit unit();

  /** How much of it is done in one run. */
  double amount();

  /** How far results may differ between libraries, as a share of the largest. */
  default double tolerance() {
    return PLAIN_SUMS;
  }

  /** For sums of products in any order. */
  double PLAIN_SUMS = 1e-5;

  /**
   * For Winograd's convolution of 3×3 filters, which rounds more (Lavin and Gray 2015,
   * arXiv:1509.09308); any library may choose it.
   */
  double WINOGRAD = 1e-4;
}
