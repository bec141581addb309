package dev.conv4j.testkit.libtorch;

import dev.conv4j.nn.ELU;
import dev.conv4j.nn.GELU;
import dev.conv4j.nn.Hardswish;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.LeakyReLU;
import dev.conv4j.nn.PReLU;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.ReLU6;
import dev.conv4j.nn.SiLU;
import dev.conv4j.nn.Sigmoid;
import dev.conv4j.nn.Softmax;
import dev.conv4j.nn.Tanh;
import java.util.Iterator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Activations as calls of libtorch's functions. */
final class TorchActivations {
  private TorchActivations() {}

  /** The activation of x, with the next of the weights. */
  static Tensor forward(Layer.Config config, Tensor x, Iterator<Tensor> weights) {
    return switch (config) {
      case ReLU.Config _ -> torch.relu(x);
      case ReLU6.Config _ -> torch.relu6(x);
      case LeakyReLU.Config leaky -> torch.leaky_relu(x, number(leaky.slope()));
      case PReLU.Config _ -> torch.prelu(x, weights.next());
      case ELU.Config elu -> torch.elu(x, number(elu.alpha()), number(1), number(1));
      case SiLU.Config _ -> torch.silu(x);
      case GELU.Config gelu -> torch.gelu(x, gelu.form() == GELU.Form.EXACT ? "none" : "tanh");
      case Hardswish.Config _ -> torch.hardswish(x);
      case Sigmoid.Config _ -> torch.sigmoid(x);
      case Tanh.Config _ -> torch.tanh(x);
      case Softmax.Config _ -> torch.softmax(x, 1);
      default -> throw new IllegalArgumentException("no counterpart in libtorch for " + config);
    };
  }

  private static Scalar number(float value) {
    return new Scalar((double) value);
  }
}
