/**
 * The devices {@code cuda:N}: the driver, NVRTC, cuBLAS and cuDNN, each opened by path when it is
 * first needed.
 */
package dev.conv4j.gpu.cuda;
