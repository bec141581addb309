package dev.conv4j.gpu.cuda;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.foreign.Library;
import dev.conv4j.gpu.foreign.LibrarySearch.Found;
import dev.conv4j.gpu.foreign.LibrarySearch.Missing;
import dev.conv4j.gpu.kernels.GpuKernels;
import dev.conv4j.tensor.Precision;
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
 * What a CUDA device computes: matrix products by cuBLAS, convolutions by cuDNN, everything else,
 * and these too where a library is missing, by the portable kernels.
 */
final class CudaKernels implements Kernels {
  private final Kernels portable;
  private final MatrixKernels matrix;
  private final ConvolutionKernels convolution;
  private final PreparedKernels prepared;

  private CudaKernels(
      CudaRuntime runtime, Memory memory, CudaInstallation installation, Precision precision) {
    portable = new GpuKernels(runtime, memory);
    LayoutKernels layout = new LayoutKernels(runtime);
    matrix =
        installation.find(CudaLibrary.CUBLAS) instanceof Found(Library library)
            ? new CublasMatrix(
                runtime, memory, layout, new Cublas(library), precision, portable.matrix())
            : portable.matrix();
    if (installation.find(CudaLibrary.CUDNN) instanceof Found(Library library)) {
      CudnnLibrary cudnn = open(runtime, new Cudnn(library), precision);
      CudnnConvolution convolutions =
          new CudnnConvolution(runtime, memory, layout, cudnn, portable.convolution());
      convolution = convolutions;
      prepared = new CudaPrepared(convolutions, Kernels.super.prepared());
    } else {
      convolution = portable.convolution();
      prepared = Kernels.super.prepared();
    }
  }

  /**
   * The kernels of an open device.
   *
   * @throws DeviceException if it cannot compute in this precision
   */
  static Kernels of(
      CudaRuntime runtime, Memory memory, CudaInstallation installation, Precision precision) {
    requirePrecision(runtime, installation, precision);
    return new CudaKernels(runtime, memory, installation, precision);
  }

  private static CudnnLibrary open(CudaRuntime runtime, Cudnn cudnn, Precision precision) {
    CudnnLibrary opened;
    try (var _ = runtime.enter()) {
      opened = new CudnnLibrary(runtime.context(), cudnn, ConvolutionForms.of(precision));
    }
    runtime.atLast(opened::close);
    return opened;
  }

  private static void requirePrecision(
      CudaRuntime runtime, CudaInstallation installation, Precision precision) {
    if (precision == Precision.FLOAT32) {
      return;
    }
    String place = "device " + runtime.facts().name();
    if (precision == Precision.FLOAT16) {
      throw new DeviceException(
          place, "precision float32, tf32 or bf16", "float16", "bf16 has the range of float32");
    }
    if (!runtime.card().tensorCores()) {
      throw new DeviceException(
          place,
          "compute capability 8.0 or more for precision " + precision,
          "%d.%d (%s)"
              .formatted(runtime.card().major(), runtime.card().minor(), runtime.card().model()),
          "Compute in float32 (without --precision)");
    }
    for (CudaLibrary library : new CudaLibrary[] {CudaLibrary.CUBLAS, CudaLibrary.CUDNN}) {
      if (installation.find(library) instanceof Missing(String reason)) {
        throw new DeviceException(
            place,
            "",
            "precision %s needs %s: %s".formatted(precision, library.title(), reason),
            library.remedy(installation.major()));
      }
    }
  }

  @Override
  public ConvolutionKernels convolution() {
    return convolution;
  }

  @Override
  public MatrixKernels matrix() {
    return matrix;
  }

  @Override
  public PreparedKernels prepared() {
    return prepared;
  }

  @Override
  public PoolingKernels pooling() {
    return portable.pooling();
  }

  @Override
  public AdaptivePoolingKernels adaptivePooling() {
    return portable.adaptivePooling();
  }

  @Override
  public NormalizationKernels normalization() {
    return portable.normalization();
  }

  @Override
  public ElementwiseKernels elementwise() {
    return portable.elementwise();
  }

  @Override
  public ActivationKernels activation() {
    return portable.activation();
  }

  @Override
  public PaddingKernels padding() {
    return portable.padding();
  }

  @Override
  public RandomKernels random() {
    return portable.random();
  }

  @Override
  public ReductionKernels reduction() {
    return portable.reduction();
  }

  @Override
  public LossKernels loss() {
    return portable.loss();
  }

  @Override
  public GroupNormalizationKernels groupNormalization() {
    return portable.groupNormalization();
  }

  @Override
  public ChannelKernels channels() {
    return portable.channels();
  }

  @Override
  public ScalingKernels scaling() {
    return portable.scaling();
  }

  @Override
  public WeightedLossKernels weightedLoss() {
    return portable.weightedLoss();
  }

  @Override
  public PairLossKernels pairLoss() {
    return portable.pairLoss();
  }

  @Override
  public UpdateKernels update() {
    return portable.update();
  }

  @Override
  public StepKernels steps() {
    return portable.steps();
  }

  @Override
  public BatchKernels batches() {
    return portable.batches();
  }
}
