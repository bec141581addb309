package dev.conv4j.tensor.spi;

/**
 * What a device computes, in small families. Laws for every kernel:
 *
 * <ul>
 *   <li>It writes every element of the tensors it is given as outputs, reads none of their old
 *       contents unless it says so, and keeps nothing that outlives the call.
 *   <li>It knows no gradients: forward and gradient kernels are peers.
 *   <li>Shapes were checked by the operation that calls it; a kernel only asserts them. All tensors
 *       are on its device. Outputs do not overlap inputs unless it says so.
 *   <li>The same inputs give the same bits, at any number of threads, interpreted or compiled.
 *   <li>An empty batch is no error.
 * </ul>
 */
public interface Kernels {

  /** Sliding filters over images. */
  ConvolutionKernels convolution();

  /** Maxima and means of windows. */
  PoolingKernels pooling();

  /** Means of windows that share out an image. */
  AdaptivePoolingKernels adaptivePooling();

  /** Pixels around images. */
  PaddingKernels padding();

  /** Batch normalisation. */
  NormalizationKernels normalization();

  /** Normalisation over groups of channels. */
  GroupNormalizationKernels groupNormalization();

  /** Channels put beside each other and taken apart. */
  ChannelKernels channels();

  /** Multiplication by a number for each stretch of elements. */
  ScalingKernels scaling();

  /** Products of matrices. */
  MatrixKernels matrix();

  /** One output element for one input element. */
  ElementwiseKernels elementwise();

  /** Activation functions other than the rectifier. */
  ActivationKernels activation();

  /** Random numbers, the same on every device. */
  RandomKernels random();

  /** Sums over some axes. */
  ReductionKernels reduction();

  /** Losses and what belongs to a classifier's last step. */
  LossKernels loss();

  /** Cross-entropy of weighted classes and of soft targets. */
  WeightedLossKernels weightedLoss();

  /** Losses that compare element by element. */
  PairLossKernels pairLoss();

  /** Steps of the optimizers. */
  UpdateKernels update();

  /** What a training leaves for a host that looks only now and then. */
  StepKernels steps();

  /** Batches of examples that lie on the device. */
  BatchKernels batches();

  /**
   * Layers whose weights stay as they are. By default their weights are kept as they are given, and
   * the kernels above are called one after the other.
   */
  default PreparedKernels prepared() {
    return new PlainPreparedKernels(this);
  }

  /**
   * Steps of training that often follow each other. By default the kernels above are called one
   * after the other.
   */
  default FusedKernels fused() {
    return new PlainFusedKernels(this);
  }
}
