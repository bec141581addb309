package dev.conv4j.autograd;

import dev.conv4j.tensor.Tensor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where a way back leads: which gradients it computes, and what becomes of them. */
interface Destination {

  /** Whether the gradient of {@code tensor} is to be computed. */
  boolean wants(Tensor tensor);

  /** Where the gradients of {@code tensor} are added up for good; null if they go further back. */
  @Nullable Sum sum(Tensor tensor);

  /**
   * Called when all of the gradient of a tensor is there that has no {@link #sum}.
   *
   * @param gradient to be read at once, and only read
   */
  void arrived(Tensor tensor, Tensor gradient);

  /** A gradient that outlives the way back. */
  @FunctionalInterface
  interface Sum {
    /** Adds what {@code kernel} writes. */
    void add(Consumer<Tensor> kernel);
  }
}
