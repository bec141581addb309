package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.MatrixKernels;
import org.jspecify.annotations.Nullable;

/** The matrix product by its definition. */
final class ReferenceMatrix implements MatrixKernels {

  @Override
  public void multiply(
      Tensor a, boolean transposeA, Tensor b, boolean transposeB, @Nullable Tensor bias, Tensor c) {
    double[] as = doubles(a);
    double[] bs = doubles(b);
    double[] cs = doubles(c);
    int rows = c.shape().intExtent(0);
    int columns = c.shape().intExtent(1);
    int terms = a.shape().intExtent(transposeA ? 0 : 1);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double sum = bias == null ? 0 : doubles(bias)[j];
        for (int k = 0; k < terms; k++) {
          sum +=
              as[transposeA ? k * rows + i : i * terms + k]
                  * bs[transposeB ? j * terms + k : k * columns + j];
        }
        cs[i * columns + j] = sum;
      }
    }
  }
}
