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
 *
 * <p>The parameters are known under the names {@code body} and {@code shortcut}; {@link Config} has
 * other names, for weights that were trained elsewhere.
 */
public final class Residual implements Layer {
  private static final String BODY = "body";
  private static final String SHORTCUT = "shortcut";

  /**
   * Everything needed to rebuild the layer.
   *
   * @param shortcut null for the input itself
   * @param bodyName the name of the body in paths; empty if its parts are to be known as parts of
   *     this layer
   * @param shortcutName the name of the shortcut in paths
   */
  public record Config(
      Layer.Config body, Layer.@Nullable Config shortcut, String bodyName, String shortcutName)
      implements Layer.Config {

    /** Checks that there is a body, and the names. */
    public Config {
      Objects.requireNonNull(body, "no body");
      Child.requireName("Residual", shortcutName);
      Child.requireNameOrNone("Residual", bodyName);
      if (bodyName.equals(shortcutName)) {
        throw new ShapeException(
            "Residual", "different names for body and shortcut", bodyName + " twice", "");
      }
    }

    /** The usual names, and the input itself as the shortcut. */
    public static Config of(Layer.Config body) {
      return new Config(body, null, BODY, SHORTCUT);
    }

    /** These settings with a layer as the shortcut. */
    public Config shortcut(Layer.Config layer) {
      return new Config(body, layer, bodyName, shortcutName);
    }

    /** These settings with another name for the shortcut. */
    public Config shortcutName(String name) {
      return new Config(body, shortcut, bodyName, name);
    }

    /** These settings with another name for the body. */
    public Config bodyName(String name) {
      return new Config(body, shortcut, name, shortcutName);
    }

    /** These settings with the body's parts known as parts of this layer: {@code conv1.weight}. */
    public Config withoutBodyName() {
      return new Config(body, shortcut, "", shortcutName);
    }

    @Override
    public Residual build() {
      return new Residual(this);
    }
  }

  private final Child body;
  private final @Nullable Child shortcut;
  private final String shortcutName;

  /** A layer with these settings. */
  public Residual(Config config) {
    this(
        new Child(config.bodyName(), config.body().build()),
        config.shortcut() == null ? null : config.shortcut().build(),
        config.shortcutName());
  }

  /** Adds the input itself to what {@code body} makes of it. */
  public Residual(Layer body) {
    this(body, null);
  }

  /** Adds what {@code shortcut} makes of the input to what {@code body} does. */
  public Residual(Layer body, @Nullable Layer shortcut) {
    this(new Child(BODY, body), shortcut, SHORTCUT);
  }

  private Residual(Child body, @Nullable Layer shortcut, String shortcutName) {
    this.body = body;
    this.shortcut = shortcut == null ? null : new Child(shortcutName, shortcut);
    this.shortcutName = shortcutName;
    Child.requireDifferentNames(this);
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
    return new Config(
        body.layer().config(),
        shortcut == null ? null : shortcut.layer().config(),
        body.name(),
        shortcutName);
  }

  @Override
  public void visit(Visitor visitor) {
    body.show(visitor);
    if (shortcut != null) {
      shortcut.show(visitor);
    }
  }
}
