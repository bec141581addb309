package dev.conv4j.gpu.cuda;

import dev.conv4j.gpu.cuda.ConvolutionForms.Form;

/**
 * How cuDNN computes one case.
 *
 * @param operands the descriptors of the operands, in cuDNN's order
 * @param convolution the convolution's descriptor
 * @param algorithm cuDNN's number of it
 * @param workspaceBytes scratch memory that it needs
 */
record CudnnPlan(
    ConvolutionCase which,
    Form form,
    Descriptors operands,
    long convolution,
    int algorithm,
    long workspaceBytes) {

  /** The descriptors of two operands that are read, and of the result. */
  record Descriptors(long first, long second, long result) {}
}
