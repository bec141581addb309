package dev.conv4j.gpu.kernels;

import dev.conv4j.gpu.runtime.GpuRuntime;
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
import dev.conv4j.tensor.spi.PreparedKernels;
import dev.conv4j.tensor.spi.RandomKernels;
import dev.conv4j.tensor.spi.ReductionKernels;
import dev.conv4j.tensor.spi.ScalingKernels;
import dev.conv4j.tensor.spi.StepKernels;
import dev.conv4j.tensor.spi.UpdateKernels;
import dev.conv4j.tensor.spi.WeightedLossKernels;

/**
 * Every family of kernels in portable C, for any device that a {@link GpuRuntime} reaches.
 *
 * <p>Thread safety: any number of threads may call kernels at once.
 */
public final class GpuKernels implements Kernels {
  private final ElementwiseKernels elementwise;
  private final ActivationKernels activation;
  private final RandomKernels random;
  private final PaddingKernels padding;
  private final UpdateKernels update;
  private final StepKernels steps;
  private final BatchKernels batches;
  private final PoolingKernels pooling;
  private final AdaptivePoolingKernels adaptivePooling;
  private final NormalizationKernels normalization;
  private final ReductionKernels reduction;
  private final LossKernels loss;
  private final GroupNormalizationKernels groupNormalization;
  private final ChannelKernels channels;
  private final ScalingKernels scaling;
  private final WeightedLossKernels weightedLoss;
  private final PairLossKernels pairLoss;
  private final ConvolutionKernels convolution;
  private final MatrixKernels matrix;
  private final PreparedKernels prepared;

  /**
   * Kernels of one device; they are compiled when they are first called.
   *
   * @param memory the device's memory, of which a call borrows what it needs on the way
   */
  public GpuKernels(GpuRuntime runtime, Memory memory) {
    this(runtime, memory, Winograd.LEAST_CHANNELS);
  }

  /** As above, with Winograd's method from so many channels on. */
  GpuKernels(GpuRuntime runtime, Memory memory, int winogradChannels) {
    elementwise = new GpuElementwise(runtime);
    update = new GpuUpdate(new Program(runtime, KernelSources.UPDATE), memory);
    Program examples = new Program(runtime, KernelSources.BATCH);
    steps = new GpuSteps(examples);
    batches = new GpuBatches(examples);
    GpuPooling windows = new GpuPooling(new Program(runtime, KernelSources.POOLING));
    pooling = windows;
    adaptivePooling = windows.new Adaptive();
    GpuNormalization batches =
        new GpuNormalization(new Program(runtime, KernelSources.CHANNEL), memory, elementwise);
    normalization = batches;
    reduction = batches.new Reduction();
    Program losses = new Program(runtime, KernelSources.LOSS);
    loss = new GpuLoss(losses, memory, elementwise);
    weightedLoss = new GpuWeightedLoss(losses, memory, elementwise);
    pairLoss = new GpuPairLoss(losses, memory, elementwise);
    Program stretches = new Program(runtime, KernelSources.STRETCHES);
    channels = new GpuChannels(stretches);
    scaling = new GpuScaling(stretches, elementwise);
    groupNormalization =
        new GpuGroupNormalization(new Program(runtime, KernelSources.GROUP), elementwise);
    activation =
        new GpuActivation(
            new Program(runtime, KernelSources.ACTIVATION), elementwise, reduction, loss);
    random = new GpuRandom(new Program(runtime, KernelSources.RANDOM));
    padding = new GpuPadding(new Program(runtime, KernelSources.PADDING));
    Tiles tiles = new Tiles(runtime, memory);
    GpuConvolution sliding = new GpuConvolution(tiles, elementwise, winogradChannels);
    GpuMatrix products = new GpuMatrix(tiles);
    convolution = sliding;
    matrix = products;
    prepared = new GpuPrepared(runtime, tiles, sliding, products);
  }

  @Override
  public ConvolutionKernels convolution() {
    return convolution;
  }

  @Override
  public PoolingKernels pooling() {
    return pooling;
  }

  @Override
  public AdaptivePoolingKernels adaptivePooling() {
    return adaptivePooling;
  }

  @Override
  public NormalizationKernels normalization() {
    return normalization;
  }

  @Override
  public MatrixKernels matrix() {
    return matrix;
  }

  @Override
  public ElementwiseKernels elementwise() {
    return elementwise;
  }

  @Override
  public ActivationKernels activation() {
    return activation;
  }

  @Override
  public PaddingKernels padding() {
    return padding;
  }

  @Override
  public RandomKernels random() {
    return random;
  }

  @Override
  public ReductionKernels reduction() {
    return reduction;
  }

  @Override
  public LossKernels loss() {
    return loss;
  }

  @Override
  public GroupNormalizationKernels groupNormalization() {
    return groupNormalization;
  }

  @Override
  public ChannelKernels channels() {
    return channels;
  }

  @Override
  public ScalingKernels scaling() {
    return scaling;
  }

  @Override
  public WeightedLossKernels weightedLoss() {
    return weightedLoss;
  }

  @Override
  public PairLossKernels pairLoss() {
    return pairLoss;
  }

  @Override
  public UpdateKernels update() {
    return update;
  }

  @Override
  public StepKernels steps() {
    return steps;
  }

  @Override
  public BatchKernels batches() {
    return batches;
  }

  @Override
  public PreparedKernels prepared() {
    return prepared;
  }
}
