package dev.conv4j.data;

import java.nio.file.Path;

/**
 * A picture file and the class of what it shows.
 *
 * @param name what people call it: its path from the folder of the data
 */
record LabelledFile(Path file, int label, String name) {}
