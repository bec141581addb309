package dev.conv4j.cli;

import dev.conv4j.data.ImageOptions;
import picocli.CommandLine.Option;

/** Options of the commands that read many pictures. */
final class ImageFileOptions {
  @Option(
      names = "--skip-unreadable",
      description =
          "Leave out pictures that cannot be read, and name them; else they are an error.")
  boolean skipUnreadable;

  /** These options in others, with the threads of the device. */
  ImageOptions apply(ImageOptions images, DeviceOption device) {
    return images.skipUnreadable(skipUnreadable).threads(device.resolvedThreads());
  }
}
