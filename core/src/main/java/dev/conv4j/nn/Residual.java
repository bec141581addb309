package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Addition;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code y = body(x) + shortcut(x)}, where the shortcut is {@code x} itself unless another layer is
 * given (He et al. 2015, arXiv:1512.03385).
 *
 * <p>Shapes: whatever the body makes of the input; the shortcut must make the same of it.
 */
public final class Residual implements Layer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param shortcut null for the input itself
   */
  public record Config(Layer.Config body, Layer.@Nullable Config shortcut) implements Layer.Config {
    /** Checks that there is a body. */
    public Config {
      Objects.requireNonNull(body, "no body");
    }

    @Override
    public Residual build() {
      return new Residual(body.build(), shortcut == null ? null : shortcut.build());
    }
  }

  private final Child body;
  private final @Nullable Child shortcut;

  /** Adds the input itself to what {@code body} makes of it. */
  public Residual(Layer body) {
    this(body, null);
  }

  /** Adds what {@code shortcut} makes of the input to what {@code body} does. */
  public Residual(Layer body, @Nullable Layer shortcut) {
    this.body = new Child("body", body);
    this.shortcut = shortcut == null ? null : new Child("shortcut", shortcut);
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    outputShape(input.shape());
    Tensor changed = body.forward(input, pass);
    Tensor straight = shortcut == null ? input : shortcut.forward(input, pass);
    Tensor sum = new Addition().apply(changed, straight, pass);
    for (Tensor term : new Tensor[] {changed, straight}) {
      if (term != input) {
        pass.release(term);
      }
    }
    return sum;
  }

  @Override
  public Shape outputShape(Shape input) {
    Shape changed = body.outputShape(input);
    Shape straight = shortcut == null ? input : shortcut.outputShape(input);
    if (!changed.equals(straight)) {
      throw new ShapeException(
          kind(),
          "body and shortcut to give the same shape",
          Shapes.perItem(changed) + " from the body and " + Shapes.perItem(straight) + " beside it",
          "Give it a shortcut that changes channels and size as the body does, such as a 1×1"
              + " convolution with the same stride");
    }
    return changed;
  }

  @Override
  public Config config() {
    return new Config(body.layer().config(), shortcut == null ? null : shortcut.layer().config());
  }

  @Override
  public void visit(Visitor visitor) {
    visitor.child(body.name(), body.layer());
    if (shortcut != null) {
      visitor.child(shortcut.name(), shortcut.layer());
    }
  }
}
