package dev.conv4j.crooked.train;

/** The topmost room. */
public record Loop(int epochs) {}
