package dev.conv4j.crooked.nn;

import dev.conv4j.crooked.nn.zoo.Ready;

/** Breaks a rule on purpose: a layer knows a ready-made network. */
record KnowsTheZoo(Ready network) {}
