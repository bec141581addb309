/** Ready-made networks. */
package dev.conv4j.nn.zoo;
