package dev.conv4j.autograd;

import dev.conv4j.tensor.Shape;
import java.util.List;

/**
 * What was computed: the kind and the attributes of one step, as a record. Readable by fusion,
 * export and receptive fields; what to compute with is in the {@link Trace.Step}.
 */
public interface Operation {

  /** The kind's name, such as {@code Convolution}. */
  default String kind() {
    return getClass().getSimpleName();
  }

  /**
   * Floating-point operations of one run forward, a multiply-add counted as two.
   *
   * @param inputs the shapes of the inputs, in the order of the {@link Trace.Step}
   */
  long flops(List<Shape> inputs, Shape output);
}
