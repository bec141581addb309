package dev.conv4j.cpu;

import java.util.Arrays;

/**
 * The 4×4 tiles that the outputs of a batch are cut into, image by image and row by row, and the
 * 6×6 patches of the images under them.
 *
 * <p>A block of {@link #BLOCK} tiles is handled at once. Pixels are read and written a row at a
 * time for each run of tiles that are neighbours in a row.
 */
final class WinogradTiles {
  /** Rows and columns of a tile. */
  static final int TILE = 4;

  /** Rows and columns of a patch. */
  static final int PATCH = 6;

  /** Elements of a patch. */
  static final int ELEMENTS = PATCH * PATCH;

  /** Tiles in a block. */
  static final int BLOCK = 16;

  /**
   * Floats of a row of a block's patches: if no tile has a neighbour each takes 8, and whole
   * vectors are read behind the last.
   */
  static final int LINE = (2 * BLOCK + 16) * TILE;

  private final int height;
  private final int width;
  private final int outHeight;
  private final int outWidth;
  private final int above;
  private final int before;
  private final int perRow;
  private final int perImage;

  /**
   * @param height rows of an image that is read, {@code width} its columns
   * @param outHeight rows of an image that is written, {@code outWidth} its columns
   * @param above how many rows above its tile a patch begins, {@code before} how many columns
   *     before
   */
  WinogradTiles(int height, int width, int outHeight, int outWidth, int above, int before) {
    this.height = height;
    this.width = width;
    this.outHeight = outHeight;
    this.outWidth = outWidth;
    this.above = above;
    this.before = before;
    this.perRow = Math.ceilDiv(outWidth, TILE);
    this.perImage = Math.ceilDiv(outHeight, TILE) * perRow;
  }

  /** Tiles of one image. */
  int perImage() {
    return perImage;
  }

  /** The blocks that this many images take. */
  int blocks(int images) {
    return Math.ceilDiv(images * perImage, BLOCK);
  }

  /**
   * One block of a batch.
   *
   * @param index its number
   * @param imageCount floats of an image that is read, all channels
   * @param outCount floats of an image that is written, all channels
   */
  Block block(int index, int images, int imageCount, int outCount) {
    return new Block(index * BLOCK, images * perImage, imageCount, outCount);
  }

  /** Where the runs of one block of tiles stand, and what of them is inside the images. */
  final class Block {
    private static final int FIRST = 0;
    private static final int COUNT = 1;
    private static final int SOURCE = 2;
    private static final int TOP = 3;
    private static final int BOTTOM = 4;
    private static final int LEFT = 5;
    private static final int RIGHT = 6;
    private static final int TARGET = 7;
    private static final int OUT_ROWS = 8;
    private static final int OUT_COLUMNS = 9;
    private static final int FIELDS = 10;

    private final int[] fields = new int[BLOCK * FIELDS];
    private final int runs;
    private final int tiles;

    private Block(int first, int end, int imageCount, int outCount) {
      tiles = Math.min(BLOCK, end - first);
      int run = 0;
      int count;
      for (int at = 0; at < tiles; at += count, run++) {
        int tile = first + at;
        count = Math.min(perRow - tile % perRow, tiles - at);
        fill(run * FIELDS, at, count, tile, imageCount, outCount);
      }
      runs = run;
    }

    private void fill(int field, int first, int count, int tile, int imageCount, int outCount) {
      int image = tile / perImage;
      int outRow = tile % perImage / perRow * TILE;
      int outColumn = tile % perRow * TILE;
      int row = outRow - above;
      int column = outColumn - before;
      int pixels = count * TILE + PATCH - TILE;
      fields[field + FIRST] = first;
      fields[field + COUNT] = count;
      fields[field + SOURCE] = image * imageCount + row * width + column;
      fields[field + TOP] = Math.clamp(-row, 0, PATCH);
      fields[field + BOTTOM] = Math.clamp(height - row, fields[field + TOP], PATCH);
      fields[field + LEFT] = Math.clamp(-column, 0, pixels);
      fields[field + RIGHT] = Math.clamp(width - column, fields[field + LEFT], pixels);
      fields[field + TARGET] = image * outCount + outRow * outWidth + outColumn;
      fields[field + OUT_ROWS] = Math.min(TILE, outHeight - outRow);
      fields[field + OUT_COLUMNS] = Math.min(TILE * count, outWidth - outColumn);
    }

    /** Runs of tiles that are neighbours in a row. */
    int runs() {
      return runs;
    }

    /** The number in the block of a run's first tile. */
    int first(int run) {
      return fields[run * FIELDS + FIRST];
    }

    /** Tiles of a run. */
    int count(int run) {
      return fields[run * FIELDS + COUNT];
    }

    /** Where a run's pixels begin in a line. */
    int place(int run) {
      return (first(run) + run) * TILE;
    }

    /** Floats of a line that are used. */
    int lineCount() {
      return (tiles + runs) * TILE;
    }

    /**
     * Reads the six rows of one channel's patches, {@link #LINE} floats apart; what is outside the
     * image stays as it is.
     */
    void read(float[] image, int channelAt, float[] into, int to) {
      for (int run = 0; run < runs; run++) {
        int field = run * FIELDS;
        int left = fields[field + LEFT];
        int source = channelAt + fields[field + SOURCE] + left;
        int target = to + place(run) + left;
        int count = fields[field + RIGHT] - left;
        for (int row = fields[field + TOP]; row < fields[field + BOTTOM]; row++) {
          System.arraycopy(image, source + row * width, into, target + row * LINE, count);
        }
      }
    }

    /** Writes the four rows of one channel's tiles, {@code step} floats apart, side by side. */
    void write(float[] from, int at, int step, float[] image, int channelAt) {
      for (int run = 0; run < runs; run++) {
        int field = run * FIELDS;
        int source = at + fields[field + FIRST] * TILE;
        int target = channelAt + fields[field + TARGET];
        int count = fields[field + OUT_COLUMNS];
        for (int row = 0; row < fields[field + OUT_ROWS]; row++) {
          System.arraycopy(from, source + row * step, image, target + row * outWidth, count);
        }
      }
    }

    /** Does what is to be done to one channel's outputs. */
    void finish(Finish finish, float[] out, int channelAt) {
      for (int run = 0; run < runs; run++) {
        int field = run * FIELDS;
        int target = channelAt + fields[field + TARGET];
        for (int row = 0; row < fields[field + OUT_ROWS]; row++) {
          finish.apply(out, target + row * outWidth, fields[field + OUT_COLUMNS]);
        }
      }
    }
  }

  /** Makes room for the rows of patches of which a part is outside the image: zeros. */
  static void clear(float[] lines, int at) {
    Arrays.fill(lines, at, at + PATCH * LINE, 0);
  }
}
