package dev.conv4j.data;

/**
 * Images to train on and images to test with.
 *
 * @param name what to call the data: {@code mnist}, or the directory it came from
 * @param reason why this data was taken, in a sentence for people
 */
public record TrainTest(String name, String reason, Dataset train, Dataset test) {}
