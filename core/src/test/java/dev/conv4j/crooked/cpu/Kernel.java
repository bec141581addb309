package dev.conv4j.crooked.cpu;

/** What only devices should know. */
public record Kernel(String name) {}
