package dev.conv4j.crooked.cpu;

import dev.conv4j.crooked.nn.Plain;

/** Breaks a rule on purpose: the processor knows layers. */
record KnowsLayers(Plain layer) {}
