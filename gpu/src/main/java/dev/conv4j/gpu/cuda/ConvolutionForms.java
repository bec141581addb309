package dev.conv4j.gpu.cuda;

import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Precision;
import java.util.List;

/**
 * The table that says in which form cuDNN is asked for a convolution. The forms of a precision are
 * tried in their order; where cuDNN has a deterministic algorithm for none, the portable kernel
 * computes in float32.
 *
 * <pre>
 * precision   order of the elements   factors    multiplies
 * float32     channels first          float32    in float32, never tf32
 * tf32        channels first          float32    in tf32
 * bf16        channels last           bfloat16   in tensor cores
 * bf16        channels first          float32    in tf32
 * </pre>
 *
 * <p>Sums are float32 in all of them.
 */
final class ConvolutionForms {

  /**
   * A form.
   *
   * @param order {@link Cudnn#CHANNELS_FIRST} or {@link Cudnn#CHANNELS_LAST}
   * @param factors the type of the operands
   * @param math how it multiplies, of {@link Cudnn}
   */
  record Form(int order, ElementType factors, int math) {

    /** The factors' type as cuDNN counts them. */
    int type() {
      return factors == ElementType.BFLOAT16 ? Cudnn.TYPE_BFLOAT16 : Cudnn.TYPE_FLOAT32;
    }

    /** Whether operands must be brought into it from float32, channels first. */
    boolean converts() {
      return factors != ElementType.FLOAT32;
    }

    /**
     * How an algorithm that the heuristic proposes is to multiply, or -1 if it must not be taken.
     */
    int mathOf(int proposed) {
      if (math != Cudnn.MATH_FLOAT32) {
        return proposed;
      }
      return proposed == Cudnn.MATH_DEFAULT || proposed == Cudnn.MATH_FLOAT32
          ? Cudnn.MATH_FLOAT32
          : -1;
    }
  }

  private static final Form FLOAT32 =
      new Form(Cudnn.CHANNELS_FIRST, ElementType.FLOAT32, Cudnn.MATH_FLOAT32);
  private static final Form TF32 =
      new Form(Cudnn.CHANNELS_FIRST, ElementType.FLOAT32, Cudnn.MATH_DEFAULT);
  private static final Form BFLOAT16 =
      new Form(Cudnn.CHANNELS_LAST, ElementType.BFLOAT16, Cudnn.MATH_TENSOR_CORES);

  private ConvolutionForms() {}

  /** The forms of a precision, the first to be tried first. */
  static List<Form> of(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> List.of(FLOAT32);
      case TF32 -> List.of(TF32);
      case BFLOAT16 -> List.of(BFLOAT16, TF32);
      case FLOAT16 -> List.of();
    };
  }
}
