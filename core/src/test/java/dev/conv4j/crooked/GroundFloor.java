package dev.conv4j.crooked;

/** Breaks a rule on purpose: the root uses a room above it. */
record GroundFloor(dev.conv4j.crooked.train.Loop loop) {}
