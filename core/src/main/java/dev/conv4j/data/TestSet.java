package dev.conv4j.data;

/**
 * Images to test a model with.
 *
 * @param name what to call the data
 * @param reason why this data was taken, in sentences for people
 */
public record TestSet(String name, String reason, Dataset images) {}
