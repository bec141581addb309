/** The device of a GPU: memory, storages, and the kernels that its runtime runs. */
package dev.conv4j.gpu;
