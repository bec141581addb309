/** Optimizers: they apply gradients to parameters. */
package dev.conv4j.optim;
