package dev.conv4j.data;

import java.nio.file.Path;

/** A picture file and the class of what it shows. */
record LabelledFile(Path file, int label) {}
