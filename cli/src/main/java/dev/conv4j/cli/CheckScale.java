package dev.conv4j.cli;

import dev.conv4j.data.Digits;
import dev.conv4j.data.ImageOptions;
import dev.conv4j.data.TrainTest;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.spi.Availability.Available;

/**
 * How much {@code bench --check} asks of a device: all of it of a graphics card; of what computes
 * on the processor, only so much that everything has run once.
 *
 * @param isFull whether the figures are those that the goals are about
 * @param seconds how long a rate is measured, after as long a warm-up
 * @param epochs of the lecture's training
 * @param lectureBatch images in a step of it
 * @param smallBatch images in a step of ResNet-18
 * @param smallSide their pixels in a row
 * @param largeBatch images at once in ResNet-18's prediction
 * @param largeSide their pixels in a row
 */
record CheckScale(
    boolean isFull,
    double seconds,
    int epochs,
    int lectureBatch,
    int smallBatch,
    int smallSide,
    int largeBatch,
    int largeSide) {
  static final CheckScale FULL = new CheckScale(true, 3, 10, 64, 512, 32, 128, 224);
  static final CheckScale REDUCED = new CheckScale(false, 0, 2, 32, 2, 32, 1, 64);

  /** What is asked of the device of this name. */
  static CheckScale of(String device) {
    return isCard(device) ? FULL : REDUCED;
  }

  /** Whether it is a device that {@code auto} prefers to the processor. */
  private static boolean isCard(String device) {
    return Devices.survey().stream()
        .filter(survey -> !survey.kind().equals("cpu"))
        .map(Devices.Survey::availability)
        .filter(Available.class::isInstance)
        .flatMap(available -> ((Available) available).devices().stream())
        .anyMatch(offer -> offer.automatic() && offer.name().equals(device));
  }

  /** What the lecture's network is trained on. */
  TrainTest data(Console console, String source) {
    return isFull
        ? DataChoice.open(console, source, ImageOptions.DEFAULT)
        : Digits.trainTest(5, 1_500, 500);
  }

  /** How exact the rates of its timings are. */
  Timing timing() {
    return new Timing(seconds, seconds, 1);
  }
}
