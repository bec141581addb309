package dev.conv4j.nn;

import dev.conv4j.autograd.Operation;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.Kernels;
import dev.conv4j.tensor.spi.PreparedLayer;
import org.jspecify.annotations.Nullable;

/**
 * A step of a plan that has its weights itself. Its inputs in the plan are {@code x} and, if it
 * adds something, what it adds.
 */
sealed interface PreparedOperation extends Operation permits FusedConvolution, FusedLinear {

  /** Brings the weights into the form that the device computes with. */
  PreparedLayer prepare(Shape item, Kernels kernels);

  /** The same with a rectifier behind it; null if there is one already. */
  @Nullable PreparedOperation rectified();

  /** Whether negative outputs become 0, so that nothing more can be added to them. */
  boolean isRectified();
}
