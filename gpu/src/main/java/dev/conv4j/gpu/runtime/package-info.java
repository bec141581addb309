/**
 * The seam between what a GPU computes and how it is reached: a driver offers memory, copies,
 * compiled kernels and one queue. Everything above this package is the same for every vendor.
 */
package dev.conv4j.gpu.runtime;
