package dev.conv4j.gpu.cuda;

import java.util.ArrayList;
import java.util.List;

/** The libraries of CUDA: what their files are called, and where to get them. */
enum CudaLibrary {
  /** The driver; comes with the graphics driver, never with a toolkit. */
  DRIVER("CUDA driver", "libcuda.so.1", "nvcuda.dll", "", 0, 0),
  /** The compiler of kernels. */
  NVRTC("NVRTC", "libnvrtc.so.%d", "nvrtc64_%d0_0.dll", "nvidia-cuda-nvrtc", 13, 12),
  /** Matrix products; below cuBLAS. */
  CUBLAS_LT("cuBLASLt", "libcublasLt.so.%d", "cublasLt64_%d.dll", "nvidia-cublas", 13, 12),
  /** Matrix products. */
  CUBLAS("cuBLAS", "libcublas.so.%d", "cublas64_%d.dll", "nvidia-cublas", 13, 12),
  /** Convolutions. */
  CUDNN("cuDNN", "libcudnn.so.%d", "cudnn64_%d.dll", "nvidia-cudnn-cu", 9, 9),
  /** Copies between devices; there is none for Windows. */
  NCCL("NCCL", "libnccl.so.%d", "", "nvidia-nccl-cu", 2, 2);

  private final String title;
  private final String linux;
  private final String windows;
  private final String pipPackage;
  private final int newest;
  private final int oldest;

  CudaLibrary(
      String title, String linux, String windows, String pipPackage, int newest, int oldest) {
    this.title = title;
    this.linux = linux;
    this.windows = windows;
    this.pipPackage = pipPackage;
    this.newest = newest;
    this.oldest = oldest;
  }

  /** What people call it. */
  String title() {
    return title;
  }

  /**
   * The names of its file, the most welcome first.
   *
   * @param cuda the driver's major version of CUDA, which no library with its versions may exceed
   */
  List<String> files(boolean onWindows, int cuda) {
    String pattern = onWindows ? windows : linux;
    if (pattern.isEmpty()) {
      return List.of();
    }
    if (newest == 0) {
      return List.of(pattern);
    }
    List<String> files = new ArrayList<>();
    for (int version = newest; version >= oldest; version--) {
      if (this == CUDNN || version <= cuda) {
        files.add(pattern.formatted(version));
      }
    }
    return files;
  }

  /** The libraries that it loads by their names. */
  List<CudaLibrary> needs() {
    return switch (this) {
      case DRIVER, NVRTC, CUBLAS_LT, NCCL -> List.of();
      case CUBLAS -> List.of(CUBLAS_LT);
      case CUDNN -> List.of(NVRTC, CUBLAS);
    };
  }

  /** What to do when it is not there. */
  String remedy(int cuda) {
    if (this == DRIVER) {
      return "install NVIDIA's driver, or set CONV4J_CUDA_PATH to the folder of the library";
    }
    String suffix =
        switch (this) {
          case CUDNN, NCCL -> Integer.toString(Math.min(cuda, 13));
          default -> cuda >= 13 ? "" : "-cu" + cuda;
        };
    return "pip install "
        + pipPackage
        + suffix
        + ", or set CONV4J_CUDA_PATH to the folder of the library";
  }
}
