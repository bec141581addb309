package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Concatenation;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Layers side by side: each sees the input, and their outputs' channels are put behind each other,
 * as in the inception modules of Szegedy et al. 2014 (arXiv:1409.4842). With the input itself as
 * the first branch, {@link Sequential#of an empty sequence}, it grows as a dense layer does (Huang
 * et al. 2016, arXiv:1608.06993).
 *
 * <p>Shapes: {@code [N, C, ...] -> [N, sum of the branches' channels, ...]}; the branches must
 * agree in everything but their channels.
 *
 * <p>A branch without a name shows its parts as parts of this layer.
 */
public final class Concat implements Layer {
  private static final String KIND = "Concat";

  /**
   * One branch and its name, by which its parameters and messages are known.
   *
   * @param name letters, digits, {@code _} and {@code -}; empty if the branch's parts are to be
   *     known as parts of this layer
   */
  public record Branch(String name, Layer.Config layer) {
    /** Checks the name. */
    public Branch {
      Objects.requireNonNull(layer, "no layer under the name " + name);
      Child.requireNameOrNone(KIND, name);
    }
  }

  /** Everything needed to rebuild the layer. */
  public record Config(List<Branch> branches) implements Layer.Config {
    /** Copies the list. */
    public Config {
      branches = List.copyOf(branches);
      if (branches.isEmpty()) {
        throw new ShapeException(KIND, "a branch or more", "none", "");
      }
    }

    @Override
    public Concat build() {
      return new Concat(
          branches.stream()
              .map(branch -> new Child(branch.name(), branch.layer().build()))
              .toList());
    }
  }

  private final List<Child> branches;

  private Concat(List<Child> branches) {
    this.branches = List.copyOf(branches);
    Child.requireDifferentNames(this);
  }

  /** These branches, named 0, 1, 2 and so on. */
  public static Concat of(Layer... branches) {
    Builder builder = builder();
    IntStream.range(0, branches.length).forEach(i -> builder.add(Integer.toString(i), branches[i]));
    return builder.build();
  }

  /** Begins a layer whose branches have names of your own. */
  public static Builder builder() {
    return new Builder();
  }

  /** A layer in the making. */
  public static final class Builder {
    private final List<Child> branches = new ArrayList<>();

    private Builder() {}

    /** Adds a branch, whose channels come behind those of the branches before. */
    public Builder add(String name, Layer layer) {
      Child.requireName(KIND, name);
      branches.add(new Child(name, layer));
      return this;
    }

    /** Adds a branch whose parts are known as parts of this layer. */
    public Builder add(Layer layer) {
      branches.add(new Child("", layer));
      return this;
    }

    /** The layer. */
    public Concat build() {
      Concat built = new Concat(branches);
      built.config(); // refuses none at all
      return built;
    }
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    outputShape(input.shape());
    List<Tensor> outputs = new ArrayList<>();
    for (Child branch : branches) {
      outputs.add(branch.forward(input, pass));
    }
    Tensor together = new Concatenation().apply(outputs, pass);
    for (Tensor output : outputs) {
      if (output != input) {
        pass.release(output);
      }
    }
    return together;
  }

  @Override
  public Shape outputShape(Shape input) {
    List<Shape> outputs = branches.stream().map(branch -> branch.outputShape(input)).toList();
    try {
      return new Concatenation().outputShape(outputs);
    } catch (ShapeException e) {
      throw e.by(kind());
    }
  }

  @Override
  public Config config() {
    return new Config(
        branches.stream()
            .map(branch -> new Branch(branch.name(), branch.layer().config()))
            .toList());
  }

  @Override
  public void visit(Visitor visitor) {
    branches.forEach(branch -> branch.show(visitor));
  }
}
