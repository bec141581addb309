package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;

/**
 * A classifier in the middle of a network, which helps only while it is trained (Szegedy et al.
 * 2014, section 5, arXiv:1409.4842). The input goes on as it is. In a training pass the head
 * classifies it, too, and its logits are left in the pass for the loss ({@link
 * Pass#takeAuxiliaries}); in any other pass the head does nothing.
 *
 * <p>The head's parts are known as parts of this layer.
 */
public final class AuxiliaryHead implements Layer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param head what makes logits of the input
   * @param weight of its loss beside the network's own, more than 0
   */
  public record Config(Layer.Config head, float weight) implements Layer.Config {

    /** Checks the weight. */
    public Config {
      if (!(weight > 0 && Float.isFinite(weight))) {
        throw new ShapeException("AuxiliaryHead", "a weight above 0", weight + "", "");
      }
    }

    @Override
    public AuxiliaryHead build() {
      return new AuxiliaryHead(head.build(), weight);
    }
  }

  private final Child head;
  private final float weight;

  /** A head whose loss has {@code weight} beside the network's own. */
  public AuxiliaryHead(Layer head, float weight) {
    this.head = new Child("", head);
    this.weight = weight;
    config(); // checks the weight
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    outputShape(input.shape());
    if (pass.mode() == Pass.Mode.TRAINING) {
      pass.addAuxiliary(head.forward(input, pass), weight);
    }
    return input;
  }

  @Override
  public Shape outputShape(Shape input) {
    head.outputShape(input);
    return input;
  }

  @Override
  public Config config() {
    return new Config(head.layer().config(), weight);
  }

  @Override
  public void visit(Visitor visitor) {
    head.show(visitor);
  }
}
