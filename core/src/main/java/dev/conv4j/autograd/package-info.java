/**
 * Runs of a model, forward and back. A {@link dev.conv4j.autograd.Pass} records the operations that
 * layers apply; going back through them gives the {@link dev.conv4j.autograd.Gradients} of the
 * parameters. Each operation is one file: its shape rule, its kernel call, its gradient.
 */
package dev.conv4j.autograd;
