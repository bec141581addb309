package dev.conv4j.testkit;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.spi.ConvGeometry;

/**
 * How far off a convolution by Winograd's F(4×4, 3×3) may be, and where it may be used: the one
 * place where the contract allows more than the rounding of a plain sum.
 *
 * <p>Every output is {@code Aᵀ(sum over channels of (G g Gᵀ) ⊙ (Bᵀ d B)) A} (Lavin and Gray 2015,
 * arXiv:1509.09308). If each step adds in any order and rounds as float32 does, it is off by at
 * most 2⁻²⁴ · (terms + roundings of the transforms) times the same expression with magnitudes in
 * place of all numbers, to first order (Barabasz, Anderson, Soodhalter and Gregg 2020, "Error
 * Analysis and Improving the Accuracy of Winograd Convolution for Deep Neural Networks",
 * arXiv:1803.10986, theorem 2). The gradient by the filters is {@code Gᵀ(sum over tiles of (A dy
 * Aᵀ) ⊙ (Bᵀ d B)) G}, bounded likewise.
 */
final class WinogradBound {
  /** Fewer channels or filters are computed as plain sums. */
  static final int LEAST_CHANNELS = 24;

  /** At most 3 for an image's transform, 4 for a filter's, 3 for the output's, each twice; bias. */
  private static final int TRANSFORM_ROUNDINGS = 2 * (3 + 4 + 3) + 1;

  private static final int TILE = 4;
  private static final int PATCH = 6;

  /** Magnitudes of Bᵀ, G and Aᵀ. */
  private static final double[][] IMAGE = {
    {4, 0, 5, 0, 1, 0},
    {0, 4, 4, 1, 1, 0},
    {0, 4, 4, 1, 1, 0},
    {0, 2, 1, 2, 1, 0},
    {0, 2, 1, 2, 1, 0},
    {0, 4, 0, 5, 0, 1}
  };

  private static final double[][] FILTER = {
    {1 / 4d, 0, 0},
    {1 / 6d, 1 / 6d, 1 / 6d},
    {1 / 6d, 1 / 6d, 1 / 6d},
    {1 / 24d, 1 / 12d, 1 / 6d},
    {1 / 24d, 1 / 12d, 1 / 6d},
    {0, 0, 1}
  };

  private static final double[][] OUTPUT = {
    {1, 1, 1, 1, 1, 0}, {0, 1, 1, 2, 2, 0}, {0, 1, 1, 4, 4, 0}, {0, 1, 1, 8, 8, 1}
  };

  private WinogradBound() {}

  /** Whether a device may compute this by Winograd. */
  static boolean appliesTo(ConvolutionCase c) {
    ConvGeometry g = c.geometry();
    return g.kernel().equals(Size2d.square(3))
        && g.stride().area() == 1
        && g.dilation().area() == 1
        && g.groups() == 1
        && c.filters() >= LEAST_CHANNELS
        && c.x().extent(1) >= LEAST_CHANNELS;
  }

  /** The bound of each output. */
  static double[] forward(ConvolutionCase c) {
    float[] weights = c.weights();
    return correlation(
        c.x(),
        c.image(),
        c.y(),
        c.geometry().padding(),
        (k, channel) -> square(weights, (k * c.x().intExtent(1) + channel) * 9, false));
  }

  /** The bound of each element of the input's gradient. */
  static double[] inputGradient(ConvolutionCase c) {
    Size2d padding = c.geometry().padding();
    float[] weights = c.weights();
    return correlation(
        c.y(),
        c.outputGradient(),
        c.x(),
        new Size2d(2 - padding.height(), 2 - padding.width()),
        (channel, k) -> square(weights, (k * c.x().intExtent(1) + channel) * 9, true));
  }

  /** The bound of each element of the filters' gradient. */
  static double[] weightGradient(ConvolutionCase c) {
    Size2d padding = c.geometry().padding();
    int channels = c.x().intExtent(1);
    float[] image = c.image();
    float[] gradient = c.outputGradient();
    double[][][] sums = new double[c.filters() * channels][PATCH][PATCH];
    int tiles = 0;
    for (int n = 0; n < c.x().intExtent(0); n++) {
      for (int row = 0; row < c.y().intExtent(2); row += TILE) {
        for (int column = 0; column < c.y().intExtent(3); column += TILE, tiles++) {
          double[][][] tile = new double[c.filters()][][];
          for (int k = 0; k < tile.length; k++) {
            int plane = n * tile.length + k;
            tile[k] = sandwich(transposed(OUTPUT), cut(c.y(), gradient, plane, row, column, TILE));
          }
          for (int channel = 0; channel < channels; channel++) {
            int top = row - padding.height();
            int left = column - padding.width();
            double[][] patch =
                sandwich(IMAGE, cut(c.x(), image, n * channels + channel, top, left, PATCH));
            for (int k = 0; k < tile.length; k++) {
              addProducts(tile[k], patch, sums[k * channels + channel]);
            }
          }
        }
      }
    }
    double[] bounds = new double[sums.length * 9];
    double factor = (tiles + TRANSFORM_ROUNDINGS) * KernelContract.ROUNDING;
    for (int filter = 0; filter < sums.length; filter++) {
      double[][] weights = sandwich(transposed(FILTER), sums[filter]);
      for (int e = 0; e < 9; e++) {
        bounds[filter * 9 + e] = factor * weights[e / 3][e % 3];
      }
    }
    return bounds;
  }

  /** A filter's magnitudes. */
  private interface Filters {
    double[][] of(int out, int in);
  }

  private static double[] correlation(
      Shape image, float[] pixels, Shape out, Size2d padding, Filters filters) {
    double[][][][] transformed = new double[out.intExtent(1)][image.intExtent(1)][][];
    for (int k = 0; k < transformed.length; k++) {
      for (int c = 0; c < transformed[k].length; c++) {
        transformed[k][c] = sandwich(FILTER, filters.of(k, c));
      }
    }
    double[] bounds = new double[Math.toIntExact(out.count())];
    double factor = (image.extent(1) + TRANSFORM_ROUNDINGS) * KernelContract.ROUNDING;
    for (int n = 0; n < out.intExtent(0); n++) {
      for (int row = 0; row < out.intExtent(2); row += TILE) {
        for (int column = 0; column < out.intExtent(3); column += TILE) {
          double[][][] patches = new double[image.intExtent(1)][][];
          for (int c = 0; c < patches.length; c++) {
            int plane = n * patches.length + c;
            patches[c] =
                sandwich(
                    IMAGE,
                    cut(
                        image,
                        pixels,
                        plane,
                        row - padding.height(),
                        column - padding.width(),
                        PATCH));
          }
          for (int k = 0; k < transformed.length; k++) {
            double[][] tile = sandwich(OUTPUT, sumOfProducts(transformed[k], patches));
            paste(tile, factor, out, bounds, n * transformed.length + k, row, column);
          }
        }
      }
    }
    return bounds;
  }

  /** Magnitudes of a square of an image, zero outside. */
  private static double[][] cut(
      Shape shape, float[] pixels, int plane, int row, int column, int size) {
    int height = shape.intExtent(2);
    int width = shape.intExtent(3);
    double[][] patch = new double[size][size];
    for (int i = Math.max(-row, 0); i < Math.min(size, height - row); i++) {
      for (int j = Math.max(-column, 0); j < Math.min(size, width - column); j++) {
        patch[i][j] = Math.abs(pixels[(plane * height + row + i) * width + column + j]);
      }
    }
    return patch;
  }

  private static void paste(
      double[][] tile, double factor, Shape out, double[] into, int plane, int row, int column) {
    int height = out.intExtent(2);
    int width = out.intExtent(3);
    for (int i = 0; i < Math.min(TILE, height - row); i++) {
      for (int j = 0; j < Math.min(TILE, width - column); j++) {
        into[(plane * height + row + i) * width + column + j] = factor * tile[i][j];
      }
    }
  }

  private static double[][] sumOfProducts(double[][][] filters, double[][][] patches) {
    double[][] sum = new double[PATCH][PATCH];
    for (int c = 0; c < filters.length; c++) {
      addProducts(filters[c], patches[c], sum);
    }
    return sum;
  }

  private static void addProducts(double[][] a, double[][] b, double[][] sum) {
    for (int i = 0; i < PATCH; i++) {
      for (int j = 0; j < PATCH; j++) {
        sum[i][j] += a[i][j] * b[i][j];
      }
    }
  }

  private static double[][] transposed(double[][] m) {
    double[][] result = new double[m[0].length][m.length];
    for (int i = 0; i < m.length; i++) {
      for (int j = 0; j < m[0].length; j++) {
        result[j][i] = m[i][j];
      }
    }
    return result;
  }

  /** Magnitudes of the nine weights at {@code at}. */
  private static double[][] square(float[] weights, int at, boolean flipped) {
    double[][] square = new double[3][3];
    for (int e = 0; e < 9; e++) {
      square[e / 3][e % 3] = Math.abs(weights[at + (flipped ? 8 - e : e)]);
    }
    return square;
  }

  /** {@code m · x · mᵀ}. */
  private static double[][] sandwich(double[][] m, double[][] x) {
    double[][] result = new double[m.length][m.length];
    for (int i = 0; i < m.length; i++) {
      for (int j = 0; j < m.length; j++) {
        for (int a = 0; a < x.length; a++) {
          for (int b = 0; b < x.length; b++) {
            result[i][j] += m[i][a] * x[a][b] * m[j][b];
          }
        }
      }
    }
    return result;
  }
}
