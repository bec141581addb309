package dev.conv4j.benchmarks.bytedeco;

import dev.conv4j.benchmarks.Workload;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What all cases in libtorch's hands have in common: memory, and a number of threads. */
abstract class BytedecoWorkload implements Workload {
  private final int threads;

  /** What lives as long as the workload. */
  private final List<Pointer> memory = new ArrayList<>();

  BytedecoWorkload(int threads) {
    this.threads = threads;
  }

  /** Both have one number of threads for the whole program, OpenBLAS one of its own. */
  @Override
  public final void beginRound() {
    torch.set_num_threads(threads);
    openblas_nolapack.blas_set_num_threads(threads);
  }

  /** Takes {@code pointer} into the keeping of the workload. */
  final <P extends Pointer> P keep(P pointer) {
    memory.add(pointer);
    return pointer;
  }

  /** The values of a tensor that lies in one piece. */
  static float[] values(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    try (FloatPointer data = tensor.data_ptr_float()) {
      data.get(values);
    }
    return values;
  }

  @Override
  public final void close() {
    memory.forEach(Pointer::close);
  }
}
