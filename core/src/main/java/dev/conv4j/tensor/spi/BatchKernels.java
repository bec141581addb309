package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Batches of examples that lie on the device. The items of a tensor are those of its outermost
 * axis; an order is int32 and holds numbers of items, each of which exists.
 */
public interface BatchKernels {

  /**
   * Copies items to where they belong among all: item {@code first + i} of {@code all} becomes item
   * {@code i} of {@code some}. The rest stays as it is.
   *
   * @param some float32 or uint8, as {@code all}; its items hold equally many elements
   */
  void store(Tensor some, Tensor all, long first);

  /**
   * {@code into[i] = all[order[first + i]]}, item by item.
   *
   * @param all float32 or int32, as {@code into}
   * @param order at least {@code first + N} numbers, N being the items of {@code into}
   */
  void select(Tensor all, Tensor order, long first, Tensor into);

  /**
   * Image {@code order[first + i]} of all becomes image i of {@code into}, moved as it is said.
   *
   * @param all uint8 or float32 {@code [M, C, H, W]}
   * @param values {@code [C, 256]}: what each byte of a channel stands for; null where {@code all}
   *     is float32
   * @param order at least {@code first + N} numbers
   * @param moves of N images; null for images as they are
   * @param into {@code [N, C, H, W]}
   */
  void images(
      Tensor all,
      @Nullable Tensor values,
      Tensor order,
      long first,
      @Nullable ImageMoves moves,
      Tensor into);
}
