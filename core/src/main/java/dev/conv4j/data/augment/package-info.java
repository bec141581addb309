/**
 * Images changed at random while a network learns, so that it sees each of them many times and
 * never twice the same: steps for one image, mixtures of two, and ready-made choices of them. What
 * is drawn comes from (seed, epoch, number of the image) alone.
 */
package dev.conv4j.data.augment;
