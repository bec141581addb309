package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.ConvolutionKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Convolution as a matrix product whose right factor, the patches, is packed straight from the
 * image panel by panel and never laid out as a whole.
 *
 * <p>Forward and input gradient are the same product with other patches: filters times patches of
 * {@code x}, and turned filters times patches of {@code dy}. The weight gradient multiplies {@code
 * dy} by the patches of {@code x} turned on their side, and sums over the batch in groups of images
 * that depend on the shapes alone.
 */
final class CpuConvolution implements ConvolutionKernels {
  /** Terms multiplied at a time, so that a panel of patches stays in the first-level cache. */
  private static final int TERM_BLOCK = 256;

  /** Panels of patches in one task. */
  private static final int PANELS_PER_TASK = 8;

  /** Rows of the weight gradient in one task. */
  private static final int WEIGHT_ROWS = 64;

  /** The number of tasks that the weight gradient is cut into where memory allows. */
  private static final int WEIGHT_TASKS = 32;

  /** The most floats spent on partial weight gradients. */
  private static final int MOST_PARTIAL = 1 << 22;

  private final Workers workers;
  private final Product product;
  private final HostMemory memory;

  CpuConvolution(Workers workers, Product product, HostMemory memory) {
    this.workers = workers;
    this.product = product;
    this.memory = memory;
  }

  @Override
  public void forward(Tensor x, Tensor w, @Nullable Tensor bias, Tensor y, ConvGeometry geometry) {
    int rows = w.shape().intExtent(0) / geometry.groups();
    Patches patches = Patches.ofInput(x.shape(), y.shape(), geometry);
    try (HostMemory.Loan filters = packFilters(floats(w), rows, patches.terms(), geometry)) {
      multiply(
          filters.floats(),
          rows,
          patches,
          floats(x),
          bias == null ? null : floats(bias),
          y,
          geometry);
    }
  }

  @Override
  public void inputGradient(Tensor dy, Tensor w, Tensor dx, ConvGeometry geometry) {
    int rows = w.shape().intExtent(1);
    Patches patches = Patches.ofOutputGradient(dx.shape(), dy.shape(), geometry);
    try (HostMemory.Loan turned = turn(floats(w), w.shape(), geometry.groups());
        HostMemory.Loan filters = packFilters(turned.floats(), rows, patches.terms(), geometry)) {
      multiply(filters.floats(), rows, patches, floats(dy), null, dx, geometry);
    }
  }

  /** Filters {@code [out, in, area]} of each group as {@code [in, out, area]}. */
  private HostMemory.Loan turn(float[] w, Shape shape, int groups) {
    int out = shape.intExtent(0) / groups;
    int in = shape.intExtent(1);
    int area = (int) (shape.extent(2) * shape.extent(3));
    HostMemory.Loan turned = memory.borrow(w.length);
    for (int g = 0; g < groups; g++) {
      for (int k = 0; k < out; k++) {
        for (int c = 0; c < in; c++) {
          int from = ((g * out + k) * in + c) * area;
          int to = ((g * in + c) * out + k) * area;
          System.arraycopy(w, from, turned.floats(), to, area);
        }
      }
    }
    return turned;
  }

  /**
   * Packs {@code rows} filters of {@code terms} weights for each group, block by block of terms.
   */
  private HostMemory.Loan packFilters(float[] w, int rows, int terms, ConvGeometry geometry) {
    int padded = product.paddedRows(rows);
    HostMemory.Loan packed = memory.borrow((long) geometry.groups() * padded * terms);
    for (int g = 0; g < geometry.groups(); g++) {
      for (int first = 0; first < terms; first += TERM_BLOCK) {
        int count = Math.min(TERM_BLOCK, terms - first);
        int from = g * rows * terms + first;
        int to = padded * (g * terms + first);
        product.packLeft(w, from, terms, 1, rows, count, packed.floats(), to);
      }
    }
    return packed;
  }

  /** {@code out = filters · patches + bias} for every image and group. */
  private void multiply(
      float[] filters,
      int rows,
      Patches patches,
      float[] source,
      float @Nullable [] bias,
      Tensor out,
      ConvGeometry geometry) {
    int places = patches.places();
    int terms = patches.terms();
    int panel = product.panelColumns();
    int placesPerTask = panel * PANELS_PER_TASK;
    int tasksPerImage = Math.ceilDiv(places, placesPerTask);
    int images = out.shape().intExtent(0) * geometry.groups();
    float[] into = floats(out);
    int block = Math.min(TERM_BLOCK, terms);
    int padded = product.paddedRows(rows);
    workers.run(
        images * tasksPerImage,
        (long) into.length * terms,
        block * panel + product.edgeTile(),
        (task, scratch) -> {
          int image = task / tasksPerImage;
          int group = image % geometry.groups();
          int from = task % tasksPerImage * placesPerTask;
          int to = Math.min(from + placesPerTask, places);
          int imageAt = image * rows * places;
          for (int row = 0; row < rows; row++) {
            float start = bias == null ? 0 : bias[group * rows + row];
            Arrays.fill(into, imageAt + row * places + from, imageAt + row * places + to, start);
          }
          for (int place = from; place < to; place += panel) {
            int count = Math.min(panel, to - place);
            for (int term = 0; term < terms; term += TERM_BLOCK) {
              int last = Math.min(term + TERM_BLOCK, terms);
              patches.packByTerm(
                  source,
                  image * patches.sourceCount(),
                  term,
                  last,
                  place,
                  count,
                  panel,
                  scratch,
                  0);
              product.multiply(
                  rows,
                  count,
                  last - term,
                  filters,
                  padded * (group * terms + term),
                  scratch,
                  0,
                  into,
                  imageAt + place,
                  places,
                  true,
                  scratch,
                  block * panel);
            }
          }
        });
  }

  @Override
  public void weightGradient(Tensor dy, Tensor x, Tensor dw, ConvGeometry geometry) {
    Patches patches = Patches.ofInput(x.shape(), dy.shape(), geometry);
    WeightTasks tasks = new WeightTasks(dy, x, dw, geometry, patches);
    try (HostMemory.Loan partial = memory.borrow((long) tasks.imageGroups * tasks.dwCount)) {
      workers.run(
          tasks.count(),
          dy.shape().count() * patches.terms(),
          tasks.scratch(),
          (task, scratch) -> tasks.run(task, partial.floats(), scratch));
      sumPartials(partial.floats(), tasks.imageGroups, floats(dw));
    }
  }

  private void sumPartials(float[] partial, int parts, float[] sum) {
    int piece = 1 << 14;
    workers.run(
        Math.ceilDiv(sum.length, piece),
        (long) parts * sum.length,
        0,
        (task, scratch) -> {
          int from = task * piece;
          int to = Math.min(from + piece, sum.length);
          Arrays.fill(sum, from, to, 0);
          for (int part = 0; part < parts; part++) {
            int at = part * sum.length;
            for (int i = from; i < to; i++) {
              sum[i] += partial[at + i];
            }
          }
        });
  }

  /** How one weight gradient is cut into tasks, and what each does. */
  private final class WeightTasks {
    private final Patches patches;
    private final float[] dys;
    private final float[] xs;
    private final int images;
    private final int groups;
    private final int rows;
    private final int rowBlocks;
    private final int imageGroups;
    private final int dwCount;

    WeightTasks(Tensor dy, Tensor x, Tensor dw, ConvGeometry geometry, Patches patches) {
      this.patches = patches;
      this.dys = floats(dy);
      this.xs = floats(x);
      this.images = dy.shape().intExtent(0);
      this.groups = geometry.groups();
      this.rows = dw.shape().intExtent(0) / groups;
      this.rowBlocks = Math.ceilDiv(rows, WEIGHT_ROWS);
      this.dwCount = (int) dw.shape().count();
      int wanted = Math.max(WEIGHT_TASKS / (rowBlocks * groups), 1);
      int affordable = Math.max(MOST_PARTIAL / dwCount, 1);
      this.imageGroups = Math.clamp(images, 1, Math.min(wanted, affordable));
    }

    int count() {
      return imageGroups * groups * rowBlocks;
    }

    /** Room for dy of one image packed, for a panel of patches, and for an edge tile. */
    int scratch() {
      return product.paddedRows(Math.min(rows, WEIGHT_ROWS)) * patches.places()
          + Math.min(TERM_BLOCK, patches.places()) * product.panelColumns()
          + product.edgeTile();
    }

    void run(int task, float[] partial, float[] scratch) {
      int imageGroup = task / (groups * rowBlocks);
      int group = task / rowBlocks % groups;
      int firstRow = task % rowBlocks * WEIGHT_ROWS;
      int rowCount = Math.min(WEIGHT_ROWS, rows - firstRow);
      int terms = patches.terms();
      int at = imageGroup * dwCount + (group * rows + firstRow) * terms;
      Arrays.fill(partial, at, at + rowCount * terms, 0);
      int end = (int) ((long) images * (imageGroup + 1) / imageGroups);
      for (int n = (int) ((long) images * imageGroup / imageGroups); n < end; n++) {
        addImage(n * groups + group, firstRow, rowCount, partial, at, scratch);
      }
    }

    private void addImage(
        int image, int firstRow, int rowCount, float[] partial, int at, float[] scratch) {
      int places = patches.places();
      int terms = patches.terms();
      int panel = product.panelColumns();
      int padded = product.paddedRows(rowCount);
      int rightAt = padded * places;
      int edgeAt = rightAt + Math.min(TERM_BLOCK, places) * panel;
      for (int place = 0; place < places; place += TERM_BLOCK) {
        int count = Math.min(TERM_BLOCK, places - place);
        int from = (image * rows + firstRow) * places + place;
        product.packLeft(dys, from, places, 1, rowCount, count, scratch, padded * place);
      }
      for (int term = 0; term < terms; term += panel) {
        int last = Math.min(term + panel, terms);
        for (int place = 0; place < places; place += TERM_BLOCK) {
          int count = Math.min(TERM_BLOCK, places - place);
          patches.packByPlace(
              xs, image * patches.sourceCount(), term, last, place, count, panel, scratch, rightAt);
          product.multiply(
              rowCount,
              last - term,
              count,
              scratch,
              padded * place,
              scratch,
              rightAt,
              partial,
              at + term,
              terms,
              true,
              scratch,
              edgeAt);
        }
      }
    }
  }
}
