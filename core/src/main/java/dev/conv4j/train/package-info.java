/**
 * Training: the loop and its events, evaluation, and the run directory with everything that comes
 * of it. Progress bars, checkpoints and reports listen; they are no part of the loop.
 */
package dev.conv4j.train;
