package dev.conv4j.benchmarks;

import java.util.Locale;

/** What is counted by the second. */
public enum Unit {
  /** Images that went through a network. */
  IMAGES("images/s", "%,.0f"),

  /** 10⁹ multiplications and additions, each counted as one. */
  GFLOP("GFLOP/s", "%,.1f");

  private final String perSecond;
  private final String format;

  Unit(String perSecond, String format) {
    this.perSecond = perSecond;
    this.format = format;
  }

  /** The name of the rate, for the head of a table. */
  String perSecond() {
    return perSecond;
  }

  /** The rate with as many decimals as say something. */
  String format(double rate) {
    return String.format(Locale.ROOT, format, rate);
  }
}
