package dev.conv4j.look;

/**
 * The pixels that a unit of a layer sees, through all layers before: no other pixel bears on it.
 *
 * <p>Where branches meet, it is the smallest rectangle around what is seen through any of them.
 *
 * @param layer whose unit it is
 * @param whole what the unit sees, padding included as if the image went on; its size is the same
 *     for all units of the layer, unless the layer's windows differ
 * @param seen the part of it in the image which really bears on the unit; empty if that is nothing
 *     but padding
 * @param strideDown how many rows further down the unit in the next row sees, on average; 0 where
 *     all units see the same rows, and in a layer without rows or behind one
 * @param strideAcross how many columns further right the unit in the next column sees
 */
public record ReceptiveField(
    String layer, Unit unit, Box whole, Box seen, double strideDown, double strideAcross) {}
