package dev.conv4j.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of one thing that a device was held to.
 *
 * @param what it is
 * @param words what was found, for people
 */
record Finding(String what, Verdict verdict, String words) {

  /** How it stands. */
  enum Verdict {
    /** As it must be. */
    OK("ok"),
    /** Not as it must be. */
    FAILED("FAILED"),
    /** Nobody could say, or it is not asked of such a device. */
    NOT_JUDGED("-");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }
  }

  /** As it must be, or not. */
  static Finding of(String what, boolean fine, String words) {
    return new Finding(what, fine ? Verdict.OK : Verdict.FAILED, words);
  }

  /** Not judged, and why. */
  static Finding notJudged(String what, String why) {
    return new Finding(what, Verdict.NOT_JUDGED, why);
  }

  boolean isBad() {
    return verdict == Verdict.FAILED;
  }

  /** A line for people. */
  String line() {
    return "%-7s %-44s %s".formatted(verdict.word, what, words);
  }

  Map<String, Object> toJson() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("what", what);
    members.put("verdict", verdict.word);
    members.put("found", words);
    return members;
  }
}
