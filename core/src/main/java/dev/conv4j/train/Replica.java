package dev.conv4j.train;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Randomness;
import dev.conv4j.data.Batch;
import dev.conv4j.nn.Loss;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model on one of the devices of a training, with its part of the current batch. One thread at a
 * time.
 */
final class Replica implements AutoCloseable {
  private final Model model;
  private final Loss loss;
  private final Device device;
  private final Gradients gradients;
  private final Tensor correct;
  private final Targets targets;

  /** Room for parts of batches, by their sizes: there are two or three. */
  private final Map<Integer, Batch> rooms = new HashMap<>();

  private @Nullable Forward forward;

  /** The way forward of a part of a batch, and what came of it. */
  private record Forward(Pass pass, Tensor mean, double loss, int correct) {}

  Replica(Model model, Loss loss) {
    this.model = model;
    this.loss = loss;
    this.device = model.device();
    this.gradients = new Gradients(device);
    this.correct = Tensor.zeros(device, Shape.SCALAR);
    this.targets = new Targets(model, loss);
  }

  Device device() {
    return device;
  }

  Map<String, Parameter> parameters() {
    return model.parameters();
  }

  /** Its gradients of the current batch. */
  Gradients gradients() {
    return gradients;
  }

  /** Room on this device for so many images. */
  Batch room(Batch like, int images) {
    return rooms.computeIfAbsent(
        images,
        count ->
            new Batch(
                room(like.images(), count),
                room(like.labels(), count),
                like.targets() == null ? null : room(like.targets(), count)));
  }

  private Tensor room(Tensor like, int count) {
    return Tensor.allocate(device, like.type(), like.shape().with(0, count), "part of a batch");
  }

  /** Runs the network and computes the mean loss of the part. */
  void forward(Batch part, Randomness randomness) {
    Pass pass = Pass.training(device, randomness);
    try {
      Tensor logits = model.forward(part.images(), pass);
      Tensor mean = loss.of(logits, targets.of(part), pass);
      device.kernels().loss().countCorrect(logits, part.labels(), correct);
      forward = new Forward(pass, mean, mean.item(), Math.round(correct.item()));
    } catch (RuntimeException | Error e) {
      pass.close();
      throw e;
    }
  }

  private Forward done() {
    if (forward == null) {
      throw new IllegalStateException("no batch is under way");
    }
    return forward;
  }

  /** The mean loss of the part. */
  double loss() {
    return done().loss();
  }

  /** How many images of the part were named right. */
  int correct() {
    return done().correct();
  }

  /** The pass that is under way. */
  Pass pass() {
    return done().pass();
  }

  /** The loss as the pass computed it. */
  Tensor mean() {
    return done().mean();
  }

  /**
   * Goes back, for the gradients of this part alone.
   *
   * @param share of the part in the update
   */
  void backward(float share) {
    gradients.clear();
    pass().backward(mean(), share, gradients);
  }

  /** Forgets the batch. */
  void end() {
    if (forward != null) {
      forward.pass().close();
      forward = null;
    }
  }

  @Override
  public void close() {
    end();
    for (Batch room : rooms.values()) {
      room.images().close();
      room.labels().close();
      if (room.targets() != null) {
        room.targets().close();
      }
    }
    rooms.clear();
    gradients.close();
    correct.close();
    targets.close();
  }
}
