package dev.conv4j;

import org.jspecify.annotations.Nullable;

/**
 * A tensor, layer or model was given a shape that it cannot take. When it is thrown inside a model,
 * each enclosing layer adds its name and the shapes on the way there.
 */
public final class ShapeException extends Conv4jException {
  private static final long serialVersionUID = 1L;

  private final String kind;
  private final String path;
  private final String trail;

  /** See {@link Problem} for the four parts. */
  public ShapeException(String place, String expected, String found, String remedy) {
    this(new Problem(place, expected, found, remedy), null);
  }

  /** An exception that tells {@code problem}, brought about by {@code cause}. */
  public ShapeException(Problem problem, @Nullable Throwable cause) {
    this(problem, cause, problem.place(), "", "");
  }

  private ShapeException(
      Problem problem, @Nullable Throwable cause, String kind, String path, String trail) {
    super(problem, cause);
    this.kind = kind;
    this.path = path;
    this.trail = trail;
  }

  /** This exception, thrown by a layer of this kind: {@code Conv2d}. */
  public ShapeException by(String layerKind) {
    return new ShapeException(place(layerKind, path), getCause(), layerKind, path, trail);
  }

  /** This exception, seen from a layer around: it came from the child of this name. */
  public ShapeException inside(String child) {
    String longer = path.isEmpty() ? child : child + "." + path;
    return new ShapeException(place(kind, longer), getCause(), kind, longer, trail);
  }

  /** This exception, with the shapes before it: {@code 1×28×28 → conv1 10×24×24}. */
  public ShapeException after(String shapes) {
    String longer = trail.isEmpty() ? shapes : shapes + " → " + trail;
    return new ShapeException(problem(), getCause(), kind, path, longer);
  }

  private Problem place(String layerKind, String layerPath) {
    Problem old = problem();
    String place = layerPath.isEmpty() ? layerKind : layerKind + " '" + layerPath + "'";
    return new Problem(place, old.expected(), old.found(), old.remedy());
  }

  @Override
  public String getMessage() {
    String message = String.valueOf(super.getMessage());
    return trail.isEmpty() ? message : message + " Shapes on the way: " + trail + ".";
  }
}
