package dev.conv4j.gpu.runtime;

/**
 * What a device is, as its driver tells it.
 *
 * @param name the name it is opened by, such as {@code opencl:0}
 * @param model what it is called on the box
 * @param driver the driver's name and version
 * @param dialect the language of its compiler
 * @param totalBytes its memory
 * @param localBytes the memory that a group of work items shares
 * @param mostItems the most work items in a group
 * @param computeUnits how many groups run at once, roughly
 * @param half whether it computes in float16
 */
public record GpuFacts(
    String name,
    String model,
    String driver,
    Dialect dialect,
    long totalBytes,
    long localBytes,
    int mostItems,
    int computeUnits,
    boolean half) {

  /** The compiler's language; a small header makes them one. */
  public enum Dialect {
    /** OpenCL C 1.2. */
    OPENCL("opencl.h"),
    /** CUDA C++, compiled by NVRTC. */
    CUDA("cuda.h");

    private final String header;

    Dialect(String header) {
      this.header = header;
    }

    /** The file, beside the kernels, with the words that they are written in. */
    public String header() {
      return header;
    }
  }
}
