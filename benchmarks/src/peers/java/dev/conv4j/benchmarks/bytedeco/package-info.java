/**
 * libtorch as a peer to be measured beside conv4j, through bytedeco's mapping of its C++ interface:
 * functions on tensors, without modules.
 */
@NullMarked
package dev.conv4j.benchmarks.bytedeco;

import org.jspecify.annotations.NullMarked;
