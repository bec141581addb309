/** libtorch by way of DJL, as a peer to be measured beside conv4j. */
@NullMarked
package dev.conv4j.benchmarks.libtorch;

import org.jspecify.annotations.NullMarked;
