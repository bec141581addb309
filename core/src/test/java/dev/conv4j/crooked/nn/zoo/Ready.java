package dev.conv4j.crooked.nn.zoo;

/** A ready-made network. */
public record Ready(String name) {}
