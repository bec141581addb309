package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/** Layers one after the other. */
public final class Sequential implements Layer {

  /**
   * One layer of a sequence and its name, by which its parameters and messages are known.
   *
   * @param name letters, digits, {@code _} and {@code -}, no dot; empty if the layer's parts are to
   *     be known as parts of the sequence
   */
  public record Named(String name, Layer.Config layer) {
    /** Checks the name. */
    public Named {
      Objects.requireNonNull(layer, "no layer under the name " + name);
      Child.requireNameOrNone("Sequential", name);
    }
  }

  /** Everything needed to rebuild the sequence. */
  public record Config(List<Named> layers) implements Layer.Config {
    /** Copies the list and checks that no name comes twice. */
    public Config {
      layers = List.copyOf(layers);
      Set<String> names = new HashSet<>();
      for (Named named : layers) {
        if (!named.name().isEmpty() && !names.add(named.name())) {
          throw new ShapeException(
              "Sequential", "a name for each layer", named.name() + " twice", "");
        }
      }
    }

    @Override
    public Sequential build() {
      return new Sequential(
          layers.stream().map(named -> new Child(named.name(), named.layer().build())).toList());
    }
  }

  private final List<Child> children;

  private Sequential(List<Child> children) {
    this.children = List.copyOf(children);
    Child.requireDifferentNames(this);
  }

  /** These layers, named 0, 1, 2 and so on. */
  public static Sequential of(Layer... layers) {
    return new Sequential(
        IntStream.range(0, layers.length)
            .mapToObj(i -> new Child(Integer.toString(i), layers[i]))
            .toList());
  }

  /** Begins a sequence whose layers have names of your own. */
  public static Builder builder() {
    return new Builder();
  }

  /** A sequence in the making. */
  public static final class Builder {
    private final List<Child> children = new ArrayList<>();

    private Builder() {}

    /** Adds a layer at the end. */
    public Builder add(String name, Layer layer) {
      Child.requireName("Sequential", name);
      children.add(new Child(name, layer));
      return this;
    }

    /** Adds a layer at the end whose parts are known as parts of the sequence. */
    public Builder add(Layer layer) {
      children.add(new Child("", layer));
      return this;
    }

    /** The sequence. */
    public Sequential build() {
      return new Sequential(children);
    }
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    Tensor current = input;
    for (int i = 0; i < children.size(); i++) {
      Tensor next;
      try {
        next = children.get(i).forward(current, pass);
      } catch (ShapeException e) {
        throw e.after(trail(input.shape(), i));
      }
      if (current != input && current != next) {
        pass.release(current);
      }
      current = next;
    }
    return current;
  }

  @Override
  public Shape outputShape(Shape input) {
    Shape current = input;
    for (int i = 0; i < children.size(); i++) {
      try {
        current = children.get(i).outputShape(current);
      } catch (ShapeException e) {
        throw e.after(trail(input, i));
      }
    }
    return current;
  }

  /**
   * The shapes before layer {@code end}: {@code 1×28×28}, then {@code conv1 10×24×24} and so on.
   */
  private List<String> trail(Shape input, int end) {
    List<String> trail = new ArrayList<>();
    trail.add(Shapes.perItem(input));
    Shape current = input;
    for (Child child : children.subList(0, end)) {
      current = child.outputShape(current);
      String name = child.isNamed() ? child.name() : child.layer().kind();
      trail.add(name + " " + Shapes.perItem(current));
    }
    return trail;
  }

  /** This sequence with one more layer at the end; the layers are shared. */
  public Sequential then(String name, Layer layer) {
    Builder longer = new Builder();
    longer.children.addAll(children);
    return longer.add(name, layer).build();
  }

  /** The layers, in order. */
  public List<Layer> layers() {
    return children.stream().map(Child::layer).toList();
  }

  @Override
  public Config config() {
    return new Config(
        children.stream().map(child -> new Named(child.name(), child.layer().config())).toList());
  }

  @Override
  public void visit(Visitor visitor) {
    children.forEach(child -> child.show(visitor));
  }
}
