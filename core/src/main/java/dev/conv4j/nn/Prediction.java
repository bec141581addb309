package dev.conv4j.nn;

/** A class that an image may be of, and how likely that is, 0 to 1. */
public record Prediction(String label, float probability) {}
