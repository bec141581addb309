/**
 * Examples to learn from: data sets by name or from a directory, pictures from files, and the
 * loader that prepares batches while the network computes. Order comes from (seed, epoch, index)
 * alone.
 */
package dev.conv4j.data;
