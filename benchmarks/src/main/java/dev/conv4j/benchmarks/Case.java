package dev.conv4j.benchmarks;

/** Something to measure, with its weights and its data, the same for everyone. */
public sealed interface Case permits NetworkCase, ConvolutionCase, ProductCase {

  /** For the table; different for each case. */
  String name();

  /** What is counted. */
  Unit unit();

  /** How much of it is done in one run. */
  double amount();
}
