package dev.conv4j.cpu;

import java.util.Arrays;

/**
 * The 4×4 tiles that the outputs of a batch are cut into, image by image and row by row, and the
 * 6×6 patches of the images under them.
 *
 * <p>A block of tiles is handled at once, element by element: {@link #BLOCK} values side by side.
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

  private static final int FIELDS = 5;

  private final int height;
  private final int width;
  private final int size;
  private final int above;
  private final int before;
  private final int perRow;
  private final int perImage;

  /**
   * @param height rows of an image, {@code width} its columns
   * @param tiledHeight rows that are cut into tiles, {@code tiledWidth} columns
   * @param size rows and columns of what is read or written at each tile: {@link #TILE} or {@link
   *     #PATCH}
   * @param above how many rows above its tile it begins, {@code before} how many columns before
   */
  WinogradTiles(
      int height, int width, int tiledHeight, int tiledWidth, int size, int above, int before) {
    this.height = height;
    this.width = width;
    this.size = size;
    this.above = above;
    this.before = before;
    this.perRow = Math.ceilDiv(tiledWidth, TILE);
    this.perImage = Math.ceilDiv(tiledHeight, TILE) * perRow;
  }

  /** Tiles of one image. */
  int perImage() {
    return perImage;
  }

  /** Where the squares of one block of tiles stand, and what of them is inside the image. */
  final class Block {
    private final int[] fields = new int[BLOCK * FIELDS];

    /**
     * @param first the number of the block's first tile
     * @param end the number of tiles there are; those behind are empty
     * @param imageCount floats of an image, all channels
     */
    Block(int first, int end, int imageCount) {
      for (int lane = 0; lane < Math.min(BLOCK, end - first); lane++) {
        int tile = first + lane;
        int row = tile % perImage / perRow * TILE - above;
        int column = tile % perRow * TILE - before;
        int at = lane * FIELDS;
        fields[at] = tile / perImage * imageCount + row * width + column;
        fields[at + 1] = Math.clamp(-row, 0, size);
        fields[at + 2] = Math.clamp(height - row, fields[at + 1], size);
        fields[at + 3] = Math.clamp(-column, 0, size);
        fields[at + 4] = Math.clamp(width - column, fields[at + 3], size);
      }
    }

    /** Reads one channel's squares side by side; what is outside the image stays as it is. */
    void read(float[] image, int channelAt, float[] into, int to) {
      for (int lane = 0; lane < BLOCK; lane++) {
        read(lane, image, channelAt, into, to + lane, BLOCK);
      }
    }

    /**
     * Reads one tile's squares of {@code count} channels, {@code plane} floats apart, side by side
     * in {@code lanes}; zero outside the image and where there is no channel.
     */
    void readAcross(
        int tile, float[] image, int channelAt, int plane, int count, int lanes, float[] into) {
      if (count < lanes || !isWhole(tile)) {
        Arrays.fill(into, 0, size * size * lanes, 0);
      }
      for (int lane = 0; lane < count; lane++) {
        read(tile, image, channelAt + lane * plane, into, lane, lanes);
      }
    }

    private boolean isWhole(int tile) {
      int at = tile * FIELDS;
      return fields[at + 2] - fields[at + 1] == size && fields[at + 4] - fields[at + 3] == size;
    }

    private void read(int tile, float[] image, int channelAt, float[] into, int to, int step) {
      int at = tile * FIELDS;
      int first = fields[at + 3];
      int last = fields[at + 4];
      for (int row = fields[at + 1]; row < fields[at + 2]; row++) {
        int source = channelAt + fields[at] + row * width;
        int target = to + row * size * step;
        if (last - first == PATCH) {
          into[target] = image[source];
          into[target + step] = image[source + 1];
          into[target + 2 * step] = image[source + 2];
          into[target + 3 * step] = image[source + 3];
          into[target + 4 * step] = image[source + 4];
          into[target + 5 * step] = image[source + 5];
        } else {
          for (int column = first; column < last; column++) {
            into[target + column * step] = image[source + column];
          }
        }
      }
    }

    /** Writes one channel's squares, {@code plus} added. */
    void write(float[] from, int at, float plus, float[] image, int channelAt) {
      for (int lane = 0; lane < BLOCK; lane++) {
        int field = lane * FIELDS;
        int to = channelAt + fields[field];
        int last = fields[field + 4];
        for (int row = 0; row < fields[field + 2]; row++) {
          int source = at + row * size * BLOCK + lane;
          int target = to + row * width;
          if (last == TILE) {
            image[target] = from[source] + plus;
            image[target + 1] = from[source + BLOCK] + plus;
            image[target + 2] = from[source + 2 * BLOCK] + plus;
            image[target + 3] = from[source + 3 * BLOCK] + plus;
          } else {
            for (int column = 0; column < last; column++) {
              image[target + column] = from[source + column * BLOCK] + plus;
            }
          }
        }
      }
    }
  }

  /** Is shown a stretch of consecutive pixels. */
  interface Stretch {
    void run(int at, int count);
  }

  /**
   * Shows all pixels of a block of tiles, in images of {@code channels} channels, in stretches as
   * long as can be.
   */
  void forEachStretch(int first, int end, int channels, Stretch body) {
    int last = Math.min(first + BLOCK, end);
    for (int tile = first; tile < last; ) {
      int inRow = tile % perRow;
      int next = Math.min(tile - inRow + perRow, last);
      int row = tile % perImage / perRow * TILE;
      int column = inRow * TILE;
      int rows = Math.min(TILE, height - row);
      int columns = Math.min((inRow + next - tile) * TILE, width) - column;
      int at = tile / perImage * channels * height * width + row * width + column;
      for (int channel = 0; channel < channels; channel++, at += height * width) {
        if (columns == width) {
          body.run(at, rows * width);
        } else {
          for (int i = 0; i < rows; i++) {
            body.run(at + i * width, columns);
          }
        }
      }
      tile = next;
    }
  }

  /** Makes room for squares of which a part is outside the image: zeros. */
  void clear(float[] squares, int at) {
    Arrays.fill(squares, at, at + size * size * BLOCK, 0);
  }

  /** The squares of one block; see {@link Block}. */
  Block block(int first, int end, int imageCount) {
    return new Block(first, end, imageCount);
  }
}
