package dev.conv4j.look;

/**
 * One element of a layer's output. Where a layer gives a list instead of maps, row and column are
 * 0.
 */
public record Unit(int channel, int row, int column) {

  /** The three numbers, as in {@code 3,0,7}. */
  @Override
  public String toString() {
    return channel + "," + row + "," + column;
  }
}
