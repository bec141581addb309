package dev.conv4j.crooked.nn;

import dev.conv4j.crooked.cpu.Kernel;

/** Breaks a rule on purpose: a layer knows the processor. */
record KnowsTheProcessor(Kernel kernel) {}
