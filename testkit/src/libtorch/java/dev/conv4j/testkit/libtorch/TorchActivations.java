package dev.conv4j.testkit.libtorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
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
import org.jspecify.annotations.Nullable;

/**
 * Activations as libtorch computes them. Those that DJL does not name are written with arrays by
 * PyTorch's definitions: SiLU, hardswish, the rectifier with weights, and the tanh form of GELU.
 */
final class TorchActivations {
  private TorchActivations() {}

  /** The activation of x, or null if the layer is none. */
  static @Nullable NDArray forward(Layer.Config config, NDArray x, Iterator<NDArray> weights) {
    PtNDArray array = (PtNDArray) x;
    NDArrayEx more = x.getNDArrayInternal();
    return switch (config) {
      case ReLU.Config relu -> more.relu();
      case ReLU6.Config relu6 -> x.clip(0, 6);
      case LeakyReLU.Config leaky -> JniUtils.leakyRelu(array, leaky.slope());
      case PReLU.Config prelu -> parametric(x, weights.next());
      case ELU.Config elu -> JniUtils.elu(array, elu.alpha());
      case SiLU.Config silu -> x.mul(JniUtils.sigmoid(array));
      case GELU.Config gelu ->
          gelu.form() == GELU.Form.EXACT ? JniUtils.gelu(array) : geluByTanh(x);
      case Hardswish.Config hardswish -> x.mul(x.add(3).clip(0, 6)).mul(number(x, 1 / 6f));
      case Sigmoid.Config sigmoid -> JniUtils.sigmoid(array);
      case Tanh.Config tanh -> x.tanh();
      case Softmax.Config softmax -> x.softmax(1);
      default -> null;
    };
  }

  /** As an array: DJL forgets the memory of a plain number before libtorch reads it again. */
  private static NDArray number(NDArray like, float value) {
    return like.getManager().create(value);
  }

  private static NDArray parametric(NDArray x, NDArray weight) {
    long[] extents = new long[x.getShape().dimension()];
    java.util.Arrays.fill(extents, 1);
    extents[1] = weight.size();
    NDArray below = x.minimum(0).mul(weight.reshape(extents));
    return x.maximum(0).add(below);
  }

  private static NDArray geluByTanh(NDArray x) {
    NDArray cube = x.mul(x).mul(x).mul(number(x, 0.044715f));
    NDArray argument = x.add(cube).mul(number(x, (float) Math.sqrt(2 / Math.PI)));
    return x.mul(argument.tanh().add(1)).mul(number(x, 0.5f));
  }
}
