package dev.conv4j.examples;

import java.io.PrintStream;

/**
 * One section of the lecture: an idea, and a program that shows it.
 *
 * @param number from 1
 * @param title a few words
 * @param idea one sentence that says what the program shows
 */
public record Section(int number, String title, String idea, Program program) {

  /** What a section does when it is run. */
  @FunctionalInterface
  public interface Program {
    /** Writes to {@code out}, as {@code display} allows. */
    void run(PrintStream out, Display display);
  }

  /** Runs the program, under a heading. */
  public void run(PrintStream out, Display display) {
    Screen screen = new Screen(out, display);
    screen.title(number + ". " + title);
    screen.say(idea);
    program.run(out, display);
  }
}
