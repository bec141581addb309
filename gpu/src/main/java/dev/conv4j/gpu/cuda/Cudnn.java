package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.gpu.foreign.Library;
import dev.conv4j.gpu.foreign.NativeFunction;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;

/** The functions of cuDNN 9 that are used, as "cuDNN" documents them. */
final class Cudnn {
  private static final ValueLayout.OfInt STATUS = JAVA_INT;
  private static final ValueLayout.OfLong HANDLE = JAVA_LONG;

  /** The oldest version with the functions below as they are called here. */
  static final long OLDEST = 90000;

  // cudnnTensorFormat_t
  static final int CHANNELS_FIRST = 0;
  static final int CHANNELS_LAST = 1;

  // cudnnDataType_t
  static final int TYPE_FLOAT32 = 0;
  static final int TYPE_BFLOAT16 = 9;

  /** CUDNN_CROSS_CORRELATION: filters are not flipped. */
  static final int CROSS_CORRELATION = 1;

  // cudnnMathType_t
  static final int MATH_DEFAULT = 0;
  static final int MATH_TENSOR_CORES = 1;
  static final int MATH_FLOAT32 = 3;

  /** CUDNN_DETERMINISTIC. */
  static final int DETERMINISTIC = 1;

  /** How many algorithms there are at most for one of the three convolutions. */
  static final int MOST_ALGORITHMS = 8;

  final Library library;
  final NativeFunction version;
  final NativeFunction errorString;
  final NativeFunction create;
  final NativeFunction destroy;
  final NativeFunction setStream;
  final NativeFunction createTensor;
  final NativeFunction setTensor;
  final NativeFunction destroyTensor;
  final NativeFunction createFilter;
  final NativeFunction setFilter;
  final NativeFunction destroyFilter;
  final NativeFunction createConvolution;
  final NativeFunction setConvolution;
  final NativeFunction setGroups;
  final NativeFunction setMath;
  final NativeFunction destroyConvolution;

  /** The three convolutions, by {@link Direction}. */
  private final Convolution forward;

  private final Convolution inputGradient;
  private final Convolution weightGradient;

  /** Which way a convolution is computed. */
  enum Direction {
    /** The outputs. */
    FORWARD,
    /** The gradient by the images. */
    INPUT_GRADIENT,
    /** The gradient by the filters. */
    WEIGHT_GRADIENT
  }

  /**
   * The functions of one direction.
   *
   * @param algorithms fills in what the heuristic proposes, the fastest first
   * @param workspace the scratch memory that an algorithm needs
   * @param run computes
   */
  record Convolution(NativeFunction algorithms, NativeFunction workspace, NativeFunction run) {}

  /** Finds all functions; none is called. */
  Cudnn(Library library) {
    this.library = library;
    version = library.function("cudnnGetVersion", JAVA_LONG);
    errorString = library.function("cudnnGetErrorString", JAVA_LONG, JAVA_INT);
    create = library.function("cudnnCreate", STATUS, ADDRESS);
    destroy = library.function("cudnnDestroy", STATUS, HANDLE);
    setStream = library.function("cudnnSetStream", STATUS, HANDLE, HANDLE);
    createTensor = library.function("cudnnCreateTensorDescriptor", STATUS, ADDRESS);
    setTensor = library.function("cudnnSetTensor4dDescriptor", STATUS, descriptor(6));
    destroyTensor = library.function("cudnnDestroyTensorDescriptor", STATUS, HANDLE);
    createFilter = library.function("cudnnCreateFilterDescriptor", STATUS, ADDRESS);
    setFilter = library.function("cudnnSetFilter4dDescriptor", STATUS, descriptor(6));
    destroyFilter = library.function("cudnnDestroyFilterDescriptor", STATUS, HANDLE);
    createConvolution = library.function("cudnnCreateConvolutionDescriptor", STATUS, ADDRESS);
    setConvolution = library.function("cudnnSetConvolution2dDescriptor", STATUS, descriptor(8));
    setGroups = library.function("cudnnSetConvolutionGroupCount", STATUS, HANDLE, JAVA_INT);
    setMath = library.function("cudnnSetConvolutionMathType", STATUS, HANDLE, JAVA_INT);
    destroyConvolution = library.function("cudnnDestroyConvolutionDescriptor", STATUS, HANDLE);
    forward = convolution("Forward");
    inputGradient = convolution("BackwardData");
    weightGradient = convolution("BackwardFilter");
  }

  /** A descriptor, and numbers to set it to. */
  private static MemoryLayout[] descriptor(int numbers) {
    MemoryLayout[] parameters = new MemoryLayout[1 + numbers];
    parameters[0] = HANDLE;
    for (int i = 1; i <= numbers; i++) {
      parameters[i] = JAVA_INT;
    }
    return parameters;
  }

  private Convolution convolution(String direction) {
    return new Convolution(
        library.function(
            "cudnnGetConvolution" + direction + "Algorithm_v7",
            STATUS,
            HANDLE,
            HANDLE, // descriptors of the first operand, the second, the convolution, the result
            HANDLE,
            HANDLE,
            HANDLE,
            JAVA_INT, // how many may be filled in
            ADDRESS, // how many were
            ADDRESS),
        library.function(
            "cudnnGetConvolution" + direction + "WorkspaceSize",
            STATUS,
            HANDLE,
            HANDLE,
            HANDLE,
            HANDLE,
            HANDLE,
            JAVA_INT, // algorithm
            ADDRESS),
        library.function(
            "cudnnConvolution" + direction,
            STATUS,
            HANDLE,
            ADDRESS, // alpha, on the host
            HANDLE, // the first operand: its descriptor, and where it is on the device
            JAVA_LONG,
            HANDLE, // the second
            JAVA_LONG,
            HANDLE, // the convolution
            JAVA_INT, // algorithm
            JAVA_LONG, // scratch memory on the device
            JAVA_LONG,
            ADDRESS, // beta, on the host
            HANDLE, // the result
            JAVA_LONG));
  }

  /** The functions of one direction. */
  Convolution convolution(Direction direction) {
    return switch (direction) {
      case FORWARD -> forward;
      case INPUT_GRADIENT -> inputGradient;
      case WEIGHT_GRADIENT -> weightGradient;
    };
  }
}
