/** The devices {@code opencl:N}, through the system's OpenCL loader. */
package dev.conv4j.gpu.opencl;
