package dev.conv4j.benchmarks.bytedeco;

import dev.conv4j.benchmarks.ProductCase;
import java.util.List;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A product of matrices in libtorch's hands, written where the last one was. */
final class BytedecoProduct extends BytedecoWorkload {
  private final Tensor left;
  private final Tensor right;
  private final Tensor product;

  BytedecoProduct(ProductCase work, int threads) {
    super(threads);
    long[] shape = work.shape().extents();
    left = keep(Tensor.create(work.left(), shape));
    right = keep(Tensor.create(work.right(), shape));
    product = keep(torch.empty(shape));
  }

  @Override
  public List<float[]> results() {
    run();
    return List.of(values(product));
  }

  @Override
  public void run() {
    try (InferenceMode _ = new InferenceMode(true)) {
      torch.mm_out(product, left, right).close();
    }
  }
}
