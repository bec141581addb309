package dev.conv4j.crooked.nn;

import java.util.Random;

/** Breaks a rule on purpose: numbers that a seed of ours does not govern. */
record RollsDice(Random random) {}
