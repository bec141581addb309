package dev.conv4j.crooked.tensor;

import dev.conv4j.crooked.nn.Plain;

/** Breaks a rule on purpose: tensors know layers. */
public record LooksUp(Plain layer) {}
