package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.Arrays;

/**
 * The gradient of a convolution by its filters. Each of its elements is a sum over the places of
 * the output: the output's gradient there, times the pixel that a kernel element met. Places that
 * stand side by side lie in the lanes of vectors, both factors are read as they are, and lanes are
 * added up at the very end ({@link MicroKernel#dots}).
 *
 * <p>The sum over the batch is taken in parts, groups of images that depend on the shapes alone,
 * and the parts are added in order.
 */
final class WeightGradient implements WeightGradientPlan {
  /** Output places that are summed at a time, roughly: what stays in the nearest cache. */
  private static final int BAND = 1024;

  /** How often a pixel must be used for a plane more to pay. */
  private static final int PLANES_PAY = 16;

  /** The most floats for the sums of one task: what stays in the second cache. */
  private static final int SUMS = 1 << 17;

  /** Filters in one task, where there are many. */
  private static final int FILTERS = 128;

  /** The number of tasks that the work is cut into where memory allows. */
  private static final int TASKS = 32;

  /** Blocks of channels, where there are as many: they need no partial sums. */
  private static final int CHANNEL_BLOCKS = 4;

  /** The fewest products in a part for each of its sums, whose lanes must be added up. */
  private static final int LEAST_RUNS = 128;

  /** The most floats spent on the sums of all parts. */
  private static final long MOST_PARTIAL = 1 << 22;

  private final MicroKernel micro;
  private final int groups;
  private final int filters;
  private final int channels;
  private final int area;
  private final int outHeight;
  private final int outWidth;
  private final int imageCount;
  private final SourcePlanes planes;
  private final int bandRows;
  private final int bandImages;

  /**
   * Floats from row to row of the output's gradient: its width, or where that is no whole number of
   * vectors and planes cannot be {@link #apart}, filled up with zeros.
   */
  private final int pitch;

  /** Whether rows follow each other without a gap, in planes for each column of the kernel. */
  private final boolean apart;

  /** Floats of an image's planes, with what the last vector reads behind them. */
  private final int planeCount;

  private final int blockFilters;
  private final int filterBlocks;
  private final int blockChannels;
  private final int channelBlocks;

  /** Lines of sums that a filter has in a task: its terms, filled up. */
  private final int lines;

  /** Where each term of a block starts in the planes; the last one repeated up to a whole tile. */
  private final int[] offsets;

  /** Where each run of a band's output places stands beyond a term's start. */
  private final int[] places;

  WeightGradient(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    this.micro = micro;
    this.groups = g.groups();
    this.filters = w.intExtent(0) / groups;
    this.channels = w.intExtent(1);
    this.area = g.kernel().area();
    this.outHeight = y.intExtent(2);
    this.outWidth = y.intExtent(3);
    this.imageCount = x.intExtent(2) * x.intExtent(3);
    int lanes = micro.dotLanes();
    this.apart = outWidth % lanes != 0 && filters * g.kernel().height() >= PLANES_PAY;
    this.pitch = apart ? outWidth : roundUp(outWidth, lanes);
    this.bandRows = Math.clamp(BAND / pitch, 1, outHeight);
    this.bandImages = Math.max(BAND / 2 / (outHeight * pitch), 1);
    this.blockFilters = Math.min(filters, FILTERS);
    this.filterBlocks = Math.ceilDiv(filters, blockFilters);
    int most = Math.max(SUMS / (blockFilters * lanes * area), 1);
    this.blockChannels = Math.min(most, Math.ceilDiv(channels, CHANNEL_BLOCKS));
    this.channelBlocks = Math.ceilDiv(channels, blockChannels);
    this.lines = roundUp(wholeTiles(blockChannels * area), lanes);
    Axis rows = Axis.rows(x.intExtent(2), outHeight, g);
    Axis columns =
        apart
            ? Axis.columns(x.intExtent(3), outWidth, g).apart()
            : Axis.columns(x.intExtent(3), pitch, g);
    this.planes = new SourcePlanes(micro.taps(), blockChannels, rows, columns, bandRows, apart);
    this.planeCount = apart ? planes.room() : planes.count();
    this.offsets = new int[wholeTiles(blockChannels * area)];
    Arrays.setAll(offsets, term -> offset(Math.min(term, blockChannels * area - 1), g));
    this.places = new int[bandImages * places(bandRows) / lanes];
    Arrays.setAll(places, run -> place(run * lanes));
  }

  private static int roundUp(int count, int to) {
    return Math.ceilDiv(count, to) * to;
  }

  private static int wholeTiles(int terms) {
    return roundUp(terms, MicroKernel.DOT_COLUMNS);
  }

  private int offset(int term, ConvGeometry g) {
    int element = term % area;
    return planes.offset(term / area, element / g.kernel().width(), element % g.kernel().width());
  }

  /** Where the run of places from {@code at} on is read, before a term's offset. */
  private int place(int at) {
    int image = at / places(bandRows);
    int inImage = at % places(bandRows);
    return image * planeCount + inImage / pitch * planes.width() + inImage % pitch;
  }

  /** Places of some rows of an image, and what fills them up to whole vectors. */
  private int places(int rows) {
    return roundUp(rows * pitch, micro.dotLanes());
  }

  /** Into how many parts the batch is cut. */
  private int parts(int images) {
    long runs = (long) images * outHeight * pitch / micro.dotLanes();
    long bands = Math.ceilDiv(images, bandImages);
    long most = Math.max(MOST_PARTIAL / ((long) blocks() * blockCount()), 1);
    long wanted = Math.min(bands, runs / LEAST_RUNS);
    return (int) Math.clamp(wanted, 1, Math.min(most, Math.max(TASKS / blocks(), 1)));
  }

  private int blocks() {
    return groups * filterBlocks * channelBlocks;
  }

  /** The sums of one task. */
  private int blockCount() {
    return blockFilters * lines;
  }

  @Override
  public long memoryCount(int images) {
    int parts = parts(images);
    return parts == 1 ? 0 : (long) parts * blocks() * blockCount();
  }

  @Override
  public void run(Workers workers, int images, float[] dy, float[] x, float[] partial, float[] dw) {
    int parts = parts(images);
    long work = (long) images * filters * outHeight * outWidth * channels * area * groups;
    int sums = roundUp(blockFilters, 2) * lines * micro.dotLanes();
    workers.run(
        parts * blocks(),
        work,
        sums + bandImages * (planeCount + blockFilters * places(bandRows)),
        (task, scratch) -> {
          Block block = new Block(task % blocks());
          int part = task / blocks();
          int first = (int) ((long) images * part / parts);
          int end = (int) ((long) images * (part + 1) / parts);
          Arrays.fill(scratch, 0, sums, 0);
          for (int n = first; n < end; n += bandImages) {
            for (int row = 0; row < outHeight; row += bandRows) {
              addBand(block, n, Math.min(bandImages, end - n), row, dy, x, scratch, sums);
            }
          }
          if (parts == 1) {
            block.fold(scratch, sums, dw);
          } else {
            block.fold(scratch, partial, task * blockCount());
          }
        });
    if (parts > 1) {
      workers.run(
          blocks(),
          (long) parts * blocks() * blockCount(),
          0,
          (task, scratch) -> new Block(task).addParts(parts, partial, dw));
    }
  }

  /** Adds what one band of rows of a few images brings. */
  private void addBand(
      Block block,
      int image,
      int images,
      int firstRow,
      float[] dy,
      float[] x,
      float[] scratch,
      int planesAt) {
    for (int i = 0; i < images; i++) {
      int channel = ((image + i) * groups + block.group) * channels + block.firstChannel;
      int to = planesAt + i * planeCount;
      int end = planes.copy(x, channel * imageCount, block.channelCount, firstRow, scratch, to);
      if (apart) {
        Arrays.fill(scratch, end, end + micro.dotLanes(), 0); // read, and multiplied with zeros
      }
    }
    int rowCount = Math.min(bandRows, outHeight - firstRow);
    int filter = (image * groups + block.group) * filters + block.firstFilter;
    int from = (filter * outHeight + firstRow) * outWidth;
    int count = images * places(rowCount);
    if (images == 1 && count == rowCount * outWidth) {
      block.add(count, dy, from, outHeight * outWidth, scratch, planesAt);
    } else {
      int to = planesAt + bandImages * planeCount;
      copyGradient(block, images, rowCount, dy, from, scratch, to);
      block.add(count, scratch, to, count, scratch, planesAt);
    }
  }

  /** Copies the gradients of a band filter by filter, rows filled up with zeros. */
  private void copyGradient(
      Block block, int images, int rowCount, float[] dy, int from, float[] into, int at) {
    for (int filter = 0; filter < block.filterCount; filter++) {
      for (int image = 0; image < images; image++) {
        int source = from + (image * groups * filters + filter) * outHeight * outWidth;
        if (pitch == outWidth) {
          System.arraycopy(dy, source, into, at, rowCount * pitch);
          Runs.fill(into, at + rowCount * pitch, places(rowCount) - rowCount * pitch, 0);
          at += places(rowCount);
        } else {
          for (int row = 0; row < rowCount; row++, source += outWidth, at += pitch) {
            Runs.copy(dy, source, into, at, outWidth);
            Runs.fill(into, at + outWidth, pitch - outWidth, 0);
          }
        }
      }
    }
  }

  /** The filters and channels that one task is about. */
  private final class Block {
    private final int index;
    private final int group;
    private final int firstFilter;
    private final int filterCount;
    private final int firstChannel;
    private final int channelCount;

    Block(int index) {
      this.index = index;
      this.group = index / (filterBlocks * channelBlocks);
      this.firstFilter = index / channelBlocks % filterBlocks * blockFilters;
      this.filterCount = Math.min(blockFilters, filters - firstFilter);
      this.firstChannel = index % channelBlocks * blockChannels;
      this.channelCount = Math.min(blockChannels, channels - firstChannel);
    }

    /** Adds the products of {@code count} places to all sums, which stand at the start. */
    void add(int count, float[] dy, int dyAt, int dyStride, float[] scratch, int planesAt) {
      int lanes = micro.dotLanes();
      for (int filter = 0; filter < filterCount; filter += micro.dotRows()) {
        for (int term = 0; term < channelCount * area; term += MicroKernel.DOT_COLUMNS) {
          micro.dots(
              count / lanes,
              dy,
              dyAt + filter * dyStride,
              dyStride,
              Math.min(micro.dotRows(), filterCount - filter),
              scratch,
              planesAt,
              offsets,
              term,
              places,
              scratch,
              (filter * lines + term) * lanes,
              lines * lanes);
        }
      }
    }

    /** Adds up the lanes of all sums, filter by filter. */
    void fold(float[] sums, float[] into, int at) {
      micro.fold(filterCount * lines / micro.dotLanes(), sums, 0, into, at);
    }

    /** Adds up the lanes of all sums and puts them where they belong. */
    void fold(float[] scratch, int at, float[] dw) {
      fold(scratch, scratch, at);
      for (int filter = 0; filter < filterCount; filter++) {
        System.arraycopy(scratch, at + filter * lines, dw, to(filter), channelCount * area);
      }
    }

    /** Adds up the sums of all parts and puts them where they belong. */
    void addParts(int parts, float[] partial, float[] dw) {
      for (int filter = 0; filter < filterCount; filter++) {
        int from = index * blockCount() + filter * lines;
        int to = to(filter);
        System.arraycopy(partial, from, dw, to, channelCount * area);
        for (int part = 1; part < parts; part++) {
          from += blocks() * blockCount();
          for (int i = 0; i < channelCount * area; i++) {
            dw[to + i] += partial[from + i];
          }
        }
      }
    }

    /** Where the gradient of a filter begins. */
    private int to(int filter) {
      return ((group * filters + firstFilter + filter) * channels + firstChannel) * area;
    }
  }
}
