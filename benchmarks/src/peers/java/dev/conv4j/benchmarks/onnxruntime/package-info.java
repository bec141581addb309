/** ONNX Runtime as a peer to be measured beside conv4j, with models in ONNX's format. */
@NullMarked
package dev.conv4j.benchmarks.onnxruntime;

import org.jspecify.annotations.NullMarked;
