package dev.conv4j.crooked.optim;

/** What a layer should not know. */
public record Steps(int count) {}
