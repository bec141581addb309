package dev.conv4j.cpu;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.spi.ActivationKernels;
import dev.conv4j.tensor.spi.AdaptivePoolingKernels;
import dev.conv4j.tensor.spi.BatchKernels;
import dev.conv4j.tensor.spi.ChannelKernels;
import dev.conv4j.tensor.spi.ConvolutionKernels;
import dev.conv4j.tensor.spi.ElementwiseKernels;
import dev.conv4j.tensor.spi.GroupNormalizationKernels;
import dev.conv4j.tensor.spi.Kernels;
import dev.conv4j.tensor.spi.LossKernels;
import dev.conv4j.tensor.spi.MatrixKernels;
import dev.conv4j.tensor.spi.Memory;
import dev.conv4j.tensor.spi.NormalizationKernels;
import dev.conv4j.tensor.spi.PaddingKernels;
import dev.conv4j.tensor.spi.PairLossKernels;
import dev.conv4j.tensor.spi.PoolingKernels;
import dev.conv4j.tensor.spi.RandomKernels;
import dev.conv4j.tensor.spi.ReductionKernels;
import dev.conv4j.tensor.spi.ScalingKernels;
import dev.conv4j.tensor.spi.StepKernels;
import dev.conv4j.tensor.spi.UpdateKernels;
import dev.conv4j.tensor.spi.WeightedLossKernels;

/**
 * The oracle: every kernel as the plain loops of its definition, on one thread, with every value
 * held in float64. Slow, and right.
 */
final class ReferenceDevice implements Device, Kernels {
  static final String NAME = "reference";
  static final String DESCRIPTION = "plain loops in float64, 1 thread; for checking the others";

  private final HostMemory memory = new HostMemory(NAME, true);
  private final int hostThreads;

  /**
   * @param hostThreads how many threads may prepare what it works on; it computes on one
   */
  ReferenceDevice(int hostThreads) {
    this.hostThreads = hostThreads;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return DESCRIPTION;
  }

  @Override
  public int hostThreads() {
    return hostThreads;
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public Kernels kernels() {
    return this;
  }

  @Override
  public ConvolutionKernels convolution() {
    return new ReferenceConvolution();
  }

  @Override
  public PoolingKernels pooling() {
    return new ReferencePooling();
  }

  @Override
  public AdaptivePoolingKernels adaptivePooling() {
    return new ReferenceAdaptivePooling();
  }

  @Override
  public NormalizationKernels normalization() {
    return new ReferenceNormalization();
  }

  @Override
  public MatrixKernels matrix() {
    return new ReferenceMatrix();
  }

  @Override
  public ElementwiseKernels elementwise() {
    return new ReferenceElementwise();
  }

  @Override
  public ActivationKernels activation() {
    return new ReferenceActivation();
  }

  @Override
  public PaddingKernels padding() {
    return new ReferencePadding();
  }

  @Override
  public RandomKernels random() {
    return new ReferenceRandom();
  }

  @Override
  public ReductionKernels reduction() {
    return new ReferenceReduction();
  }

  @Override
  public LossKernels loss() {
    return new ReferenceLoss();
  }

  @Override
  public GroupNormalizationKernels groupNormalization() {
    return new ReferenceGroupNormalization();
  }

  @Override
  public ChannelKernels channels() {
    return new ReferenceChannels();
  }

  @Override
  public ScalingKernels scaling() {
    return new ReferenceScaling();
  }

  @Override
  public WeightedLossKernels weightedLoss() {
    return new ReferenceWeightedLoss();
  }

  @Override
  public PairLossKernels pairLoss() {
    return new ReferencePairLoss();
  }

  @Override
  public UpdateKernels update() {
    return new ReferenceUpdate();
  }

  @Override
  public StepKernels steps() {
    return new ReferenceSteps();
  }

  @Override
  public BatchKernels batches() {
    return new ReferenceBatches();
  }

  @Override
  public void synchronize() {
    // Every kernel is done when it returns.
  }

  @Override
  public void close() {
    memory.close();
  }
}
