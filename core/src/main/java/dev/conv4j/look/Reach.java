package dev.conv4j.look;

import dev.conv4j.autograd.Trace;

/** Which elements of an operation's inputs bear on given elements of its output. */
@FunctionalInterface
interface Reach {

  /**
   * What bears on some elements.
   *
   * @param input the number of an input that is no parameter
   * @param sight elements of the step's output
   */
  Sight back(Trace.Step step, int input, Sight sight);
}
