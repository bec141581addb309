package dev.conv4j.cpu;

import static dev.conv4j.cpu.WinogradTiles.ELEMENTS;
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
  private final int blockPanels;

  /** Pixels of a row of squares, those outside the image included. */
  private final int lineWidth;

  /** Where the planes of a vector stand, from the first. */
  private final int[] offsets;

  /**
   * @param transform of squares of {@code size} rows and columns
   * @param above how many rows above its tile a square begins, {@code before} how many columns
   *     before
   * @param perRow tiles in a row
   * @param panelWidth planes that stand side by side in a panel
   * @param block planes in a block of panels
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
      int panelWidth,
      int block) {
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
    this.blockPanels = block / panelWidth;
    this.lineWidth = perRow * TILE + size - TILE;
    this.offsets = new int[lanes];
    Arrays.setAll(offsets, lane -> lane * height * width);
  }

  /** The number of panels. */
  int panels() {
    return panels;
  }

  /** Panels in a block. */
  int blockPanels() {
    return blockPanels;
  }

  /** From element to element of a block, with so many tiles in a panel; no power of two. */
  int elementStep(int panelTiles) {
    return blockPanels * panelTiles * panelWidth + 16;
  }

  /** Floats of a block, with so many tiles in a panel. */
  int blockCount(int panelTiles) {
    return ELEMENTS * elementStep(panelTiles);
  }

  /** Floats of all blocks, with so many tiles in a panel. */
  int count(int panelTiles) {
    return Math.ceilDiv(panels, blockPanels) * blockCount(panelTiles);
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
   * Transforms one row of tiles of all planes of an image. Panels stand in blocks, {@link
   * #blockCount} floats each; element e of a block's panel p goes to {@code e * elementStep + (p *
   * panelTiles + firstTile) * panelWidth} of its block, tile by tile, the planes side by side.
   */
  void transform(
      int image,
      int tileRow,
      float[] from,
      float[] into,
      int to,
      int firstTile,
      int panelTiles,
      float[] scratch) {
    int row = tileRow * TILE - above;
    int top = Math.clamp(-row, 0, size);
    int bottom = Math.clamp(height - row, top, size);
    int line = width * panelWidth;
    int columnsAt = size * line;
    int columnsLine = lineWidth * panelWidth;
    int elementStep = elementStep(panelTiles);
    Arrays.fill(scratch, 0, scratchCount(), 0);
    for (int panel = 0; panel < panels; panel++) {
      for (int lane = 0; lane < panelWidth; lane += lanes) {
        int plane = panel * panelWidth + lane;
        int source = ((image * planes + plane) * height + row + top) * width;
        turn(from, source, planes - plane, (bottom - top) * width, scratch, top * line + lane);
      }
      int inside = columnsAt + before * panelWidth;
      transform.apply(scratch, 0, line, scratch, inside, columnsLine, line);
      int first =
          to
              + panel / blockPanels * blockCount(panelTiles)
              + (panel % blockPanels * panelTiles + firstTile) * panelWidth;
      for (int i = 0; i < PATCH; i++) {
        int target = first + i * PATCH * elementStep;
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
