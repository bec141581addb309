/**
 * Files: weights as safetensors, architectures as JSON, and everything written whole or not at all.
 * Whatever is read may be damaged or hostile; every length is bounded before memory is taken.
 */
package dev.conv4j.io;
