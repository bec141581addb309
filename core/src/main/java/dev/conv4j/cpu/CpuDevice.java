package dev.conv4j.cpu;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.spi.ActivationKernels;
import dev.conv4j.tensor.spi.AdaptivePoolingKernels;
import dev.conv4j.tensor.spi.BatchKernels;
import dev.conv4j.tensor.spi.ChannelKernels;
import dev.conv4j.tensor.spi.ConvolutionKernels;
import dev.conv4j.tensor.spi.ElementwiseKernels;
import dev.conv4j.tensor.spi.FusedKernels;
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
import java.util.function.IntConsumer;

/** The fast device of the CPU: Java arrays, a fixed set of threads, and kernels for both. */
final class CpuDevice implements Device, Kernels {
  static final String NAME = "cpu";

  private final HostMemory memory = new HostMemory(NAME, false);
  private final Workers workers;
  private final MicroKernel micro;
  private final ConvolutionKernels convolution;
  private final PoolingKernels pooling;
  private final AdaptivePoolingKernels adaptivePooling;
  private final NormalizationKernels normalization;
  private final MatrixKernels matrix;
  private final ElementwiseKernels elementwise;
  private final ActivationKernels activation;
  private final RandomKernels random;
  private final PaddingKernels padding;
  private final ReductionKernels reduction;
  private final LossKernels loss;
  private final GroupNormalizationKernels groupNormalization;
  private final ChannelKernels channels;
  private final ScalingKernels scaling;
  private final WeightedLossKernels weightedLoss;
  private final PairLossKernels pairLoss;
  private final UpdateKernels update;
  private final StepKernels steps;
  private final BatchKernels batches;
  private final PreparedKernels prepared;
  private final FusedKernels fused;

  CpuDevice(DeviceOptions options, MicroKernel micro) {
    this.micro = micro;
    this.workers = new Workers(options.threadsOrProcessors());
    CpuConvolution sliding = new CpuConvolution(workers, micro, memory);
    CpuMatrix products = new CpuMatrix(workers, micro, memory);
    convolution = sliding;
    CpuPooling windows = new CpuPooling(workers);
    CpuNormalization ofBatches = new CpuNormalization(workers);
    pooling = windows;
    adaptivePooling = new CpuAdaptivePooling(workers);
    normalization = ofBatches;
    matrix = products;
    elementwise = new CpuElementwise(workers);
    activation = new CpuActivation(workers);
    random = new CpuRandom(workers);
    padding = new CpuPadding(workers);
    reduction = new CpuReduction(workers);
    loss = new CpuLoss(workers);
    groupNormalization = new CpuGroupNormalization(workers);
    channels = new CpuChannels(workers);
    scaling = new CpuScaling(workers);
    weightedLoss = new CpuWeightedLoss();
    pairLoss = new CpuPairLoss(workers);
    update = new CpuUpdate(workers, memory);
    steps = new CpuSteps(workers);
    batches = new CpuBatches(workers);
    fused = new CpuFused(ofBatches, windows);
    prepared = new CpuPrepared(workers, memory, sliding, products);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return describe(micro, workers.count());
  }

  static String describe(MicroKernel micro, int threads) {
    return micro.description() + ", " + threads + (threads == 1 ? " thread" : " threads");
  }

  @Override
  public int hostThreads() {
    return workers.count();
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

  @Override
  public FusedKernels fused() {
    return fused;
  }

  @Override
  public void together(int parts, IntConsumer part) {
    workers.runParts(parts, part);
  }

  @Override
  public void synchronize() {
    // Every kernel is done when it returns.
  }

  @Override
  public void close() {
    workers.close();
    memory.close();
  }
}
