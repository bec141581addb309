package dev.conv4j;

import org.jspecify.annotations.Nullable;

/**
 * The root of what conv4j throws when it was asked for something that cannot be done. The message
 * is one line that says where, what was expected, what was found and what to do; {@link #problem}
 * gives the parts.
 */
public class Conv4jException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Problem problem;

  /** An exception that tells {@code problem}. */
  public Conv4jException(Problem problem) {
    this(problem, null);
  }

  /** An exception that tells {@code problem}, brought about by {@code cause}. */
  public Conv4jException(Problem problem, @Nullable Throwable cause) {
    super(problem.toString(), cause);
    this.problem = problem;
  }

  /** The parts of the message; after deserialisation only its text. */
  public Problem problem() {
    return problem != null ? problem : Problem.of("", String.valueOf(getMessage()), "");
  }
}
