package dev.conv4j.cpu;

import static dev.conv4j.cpu.WinogradTiles.PATCH;
import static dev.conv4j.cpu.WinogradTiles.TILE;

import java.util.Arrays;

/**
 * Rows of tiles, or of the patches under them, transformed with planes (channels or filters) side
 * by side in the lanes: the rows of pixels are turned, then transformed from top to bottom, then
 * from left to right.
 */
final class WinogradStrips {

  /** One of the transforms of {@link WinogradLines} that give six values. */
  interface Transform {
    void apply(float[] from, int at, int step, float[] into, int to, int toStep, int count);
  }

  private final WinogradLines lines;
  private final int lanes;
  private final Transform transform;
  private final int planes;
  private final int height;
  private final int width;
  private final int size;
  private final int above;
  private final int before;
  private final int perRow;
  private final int panelWidth;
  private final int panels;

  /** Pixels of a row of squares, those outside the image included. */
  private final int lineWidth;

  /** Where the planes of a vector stand, from the first. */
  private final int[] offsets;

  /**
   * @param transform of squares of {@code size} rows and columns
   * @param above how many rows above its tile a square begins, {@code before} how many columns
   *     before
   * @param perRow tiles in a row
   * @param panelWidth planes that stand side by side
   */
  WinogradStrips(
      MicroKernel micro,
      Transform transform,
      int planes,
      int height,
      int width,
      int size,
      int above,
      int before,
      int perRow,
      int panelWidth) {
    this.lines = micro.winograd();
    this.lanes = micro.lanes();
    this.transform = transform;
    this.planes = planes;
    this.height = height;
    this.width = width;
    this.size = size;
    this.above = above;
    this.before = before;
    this.perRow = perRow;
    this.panelWidth = panelWidth;
    this.panels = Math.ceilDiv(planes, panelWidth);
    this.lineWidth = perRow * TILE + size - TILE;
    this.offsets = new int[lanes];
    Arrays.setAll(offsets, lane -> lane * height * width);
  }

  /** The number of panels. */
  int panels() {
    return panels;
  }

  /** Planes that stand side by side. */
  int panelWidth() {
    return panelWidth;
  }

  /** Floats of scratch memory that {@link #transform} takes. */
  int scratchCount() {
    return (size * width + PATCH * lineWidth) * panelWidth;
  }

  /**
   * Transforms one row of tiles of all planes of an image. Element e of a panel goes to {@code
   * into[to + e * elementStep + (panel * panelTiles + firstTile) * panelWidth]}, tile by tile, the
   * planes side by side.
   */
  void transform(
      int image,
      int tileRow,
      float[] from,
      float[] into,
      int to,
      int firstTile,
      int panelTiles,
      int elementStep,
      float[] scratch) {
    int row = tileRow * TILE - above;
    int top = Math.clamp(-row, 0, size);
    int bottom = Math.clamp(height - row, top, size);
    int line = width * panelWidth;
    int columnsAt = size * line;
    int columnsLine = lineWidth * panelWidth;
    Arrays.fill(scratch, 0, scratchCount(), 0);
    for (int panel = 0; panel < panels; panel++) {
      for (int lane = 0; lane < panelWidth; lane += lanes) {
        int plane = panel * panelWidth + lane;
        int source = ((image * planes + plane) * height + row + top) * width;
        turn(from, source, planes - plane, (bottom - top) * width, scratch, top * line + lane);
      }
      int inside = columnsAt + before * panelWidth;
      transform.apply(scratch, 0, line, scratch, inside, columnsLine, line);
      for (int i = 0; i < PATCH; i++) {
        int target = to + (panel * panelTiles + firstTile) * panelWidth + i * PATCH * elementStep;
        int source = columnsAt + i * columnsLine;
        for (int tile = 0; tile < perRow; tile++) {
          transform.apply(
              scratch,
              source + tile * TILE * panelWidth,
              panelWidth,
              into,
              target + tile * panelWidth,
              elementStep,
              panelWidth);
        }
      }
    }
  }

  /** Turns {@code count} pixels of as many planes as there are, at most a vector; zeros behind. */
  private void turn(float[] from, int at, int there, int count, float[] into, int to) {
    if (there >= lanes) {
      lines.turn(from, at, offsets, count, into, to, panelWidth);
      return;
    }
    for (int lane = 0; lane < lanes; lane++) {
      for (int pixel = 0; pixel < count; pixel++) {
        into[to + pixel * panelWidth + lane] = lane < there ? from[at + offsets[lane] + pixel] : 0;
      }
    }
  }
}
