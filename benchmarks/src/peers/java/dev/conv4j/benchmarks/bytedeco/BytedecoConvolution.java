package dev.conv4j.benchmarks.bytedeco;

import dev.conv4j.benchmarks.ConvolutionCase;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** A convolution in libtorch's hands, its gradients by the function that the tape would call. */
final class BytedecoConvolution extends BytedecoWorkload {
  private static final long[] DENSE = {1, 1};
  private static final long[] NOTHING_ADDED = {0, 0};

  private final boolean gradients;
  private final long[] stride;
  private final long[] padding;
  private final long groups;
  private final Tensor x;
  private final Tensor w;
  private final Tensor dy;

  /** The gradients by image and filters, and none by a bias. */
  private final BoolPointer wanted;

  BytedecoConvolution(ConvolutionCase work, int threads) {
    super(threads);
    gradients = work.gradients();
    stride = new long[] {work.stride(), work.stride()};
    padding = new long[] {work.padding(), work.padding()};
    groups = work.groups();
    x = keep(Tensor.create(work.pixels(), work.input().extents()));
    w = keep(Tensor.create(work.filters(), work.weight().extents()));
    dy = keep(Tensor.create(work.outputGradient(), work.output().extents()));
    wanted = keep(new BoolPointer(3)).put(0, true).put(1, true).put(2, false);
  }

  @Override
  public List<float[]> results() {
    try (PointerScope _ = new PointerScope();
        InferenceMode _ = new InferenceMode(true)) {
      return compute().map(BytedecoWorkload::values).toList();
    }
  }

  @Override
  public void run() {
    try (PointerScope _ = new PointerScope();
        InferenceMode _ = new InferenceMode(true)) {
      compute();
    }
  }

  private Stream<Tensor> compute() {
    Tensor y = torch.conv2d(x, w, new TensorOptional(), stride, padding, DENSE, groups);
    if (!gradients) {
      return Stream.of(y);
    }
    T_TensorTensorTensor_T both =
        torch.convolution_backward(
            dy,
            x,
            w,
            new LongArrayRefOptional(),
            stride,
            padding,
            DENSE,
            false,
            NOTHING_ADDED,
            groups,
            wanted);
    return Stream.of(y, both.get0(), both.get1());
  }
}
