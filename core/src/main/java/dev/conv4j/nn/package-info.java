/**
 * Networks: layers, the containers that compose them, losses, and the {@link dev.conv4j.nn.Model}
 * that holds all it takes to go from a picture to a name. A layer only composes operations; it
 * never asks which device it is on.
 */
package dev.conv4j.nn;
