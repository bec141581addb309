package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.Problem;
import dev.conv4j.data.FirstReading.Fault;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Makes images of one size of the pictures that were found, reading each of them once. */
final class ImageLoading {
  private static final int COLOURS = 3;
  private static final int MOST_NAMED = 5;

  private final ImageOptions options;
  private final ReadingListener listener;
  private final AtomicLong room = KeptImages.room();

  ImageLoading(ImageOptions options, ReadingListener listener) {
    this.options = options;
    this.listener = listener;
  }

  /**
   * Reads pictures to train on and to test with.
   *
   * @param name what to call the data
   * @param reason why it was taken
   * @throws DataException if there is nothing to learn, or pictures cannot be read and are not to
   *     be left out
   */
  TrainTest load(String name, String reason, FoundImages found) {
    found.requireLearnable();
    FoundImages files = found.split();
    ImageSize chosen = size(files.train());
    FirstReading train = reading(files.train(), chosen.size());
    FirstReading test = reading(files.test(), chosen.size());
    readAll(train, test);
    List<Fault> leftOut = leaveOut(files.place(), train, test);
    if (!leftOut.isEmpty()) {
      files.with(train.readable(), test.readable()).requireLearnable();
    }
    int channels = options.channels() != 0 ? options.channels() : train.isGrey() ? 1 : COLOURS;
    return new TrainTest(
        name,
        words(reason, files.remarks(), chosen, channels, leftOut.size()),
        train.dataset(files.labels(), channels),
        requireSome(files.place(), test.dataset(files.labels(), channels)),
        train.normalization(channels),
        leftOut.stream().map(Fault::toString).toList());
  }

  /**
   * Reads pictures to test a model with, whose size, channels and classes are in the options.
   *
   * @param pictures to test with
   */
  TestSet loadTest(String name, String reason, FoundImages found, List<LabelledFile> pictures) {
    ImageSize chosen = size(pictures);
    FirstReading test = reading(pictures, chosen.size());
    readAll(test);
    int leftOut = leaveOut(found.place(), test).size();
    int channels = options.channels() != 0 ? options.channels() : test.isGrey() ? 1 : COLOURS;
    return new TestSet(
        name,
        words(reason, found.remarks(), chosen, channels, leftOut),
        requireSome(found.place(), test.dataset(found.labels(), channels)));
  }

  private static Dataset requireSome(String place, Dataset test) {
    if (test.size() == 0) {
      throw new DataException(place, "a picture to test with", "none", "Add pictures");
    }
    return test;
  }

  private FirstReading reading(List<LabelledFile> files, Size2d size) {
    int channels = options.channels() != 0 ? options.channels() : COLOURS;
    return new FirstReading(files, Shape.of(channels, size.height(), size.width()), room);
  }

  private ImageSize size(List<LabelledFile> files) {
    Size2d asked = options.size();
    if (asked != null) {
      String why = options.labels().isEmpty() ? "as asked for" : "as the model takes them";
      return new ImageSize(asked, why + "; the middle of each, scaled");
    }
    @Nullable Size2d[] sizes = new @Nullable Size2d[files.size()];
    heard(
        "Looking at the sizes of pictures",
        files.size(),
        i -> sizes[i] = ImageSize.ofFile(files.get(i).file()));
    return ImageSize.suiting(Arrays.asList(sizes));
  }

  private void readAll(FirstReading... parts) {
    int first = parts[0].size();
    int all = Arrays.stream(parts).mapToInt(FirstReading::size).sum();
    heard(
        "Reading pictures",
        all,
        i -> {
          if (i < first) {
            parts[0].read(i);
          } else {
            parts[1].read(i - first);
          }
        });
  }

  private void heard(String task, int count, IntConsumer work) {
    AtomicInteger done = new AtomicInteger();
    listener.started(task, count);
    try {
      Parallel.forEach(
          count,
          options.threadsOrProcessors(),
          i -> {
            work.accept(i);
            synchronized (done) {
              listener.progress(done.incrementAndGet());
            }
          });
    } finally {
      listener.finished();
    }
  }

  /** Leaves out what cannot be read, if that was asked for; returns these. */
  private List<Fault> leaveOut(String place, FirstReading... parts) {
    List<Fault> faults = new ArrayList<>();
    int all = 0;
    for (FirstReading part : parts) {
      faults.addAll(part.faults());
      all += part.size();
    }
    if (!faults.isEmpty() && !options.skipUnreadable()) {
      throw new DataException(
          Problem.of(
              place,
              "%,d of %,d pictures cannot be read: %s; what can be read are %s files"
                  .formatted(faults.size(), all, named(faults), PictureReaders.formats()),
              "Repair or remove them, or leave them out with ImageOptions.skipUnreadable"),
          null);
    }
    faults.forEach(fault -> listener.leftOut(fault.picture().file(), fault.why()));
    return faults;
  }

  private static String named(List<Fault> faults) {
    List<String> first = faults.stream().limit(MOST_NAMED).map(Fault::toString).toList();
    int more = faults.size() - MOST_NAMED;
    return String.join(", ", first) + (more > 0 ? " and %,d more".formatted(more) : "");
  }

  private static String words(
      String reason, List<String> remarks, ImageSize size, int channels, int leftOut) {
    List<String> sentences = new ArrayList<>(List.of(reason));
    sentences.addAll(remarks);
    sentences.add(
        "Images are %d×%d in %s, %s."
            .formatted(
                size.size().height(),
                size.size().width(),
                channels == 1 ? "grey" : "colour",
                size.reason()));
    if (leftOut > 0) {
      sentences.add(
          leftOut == 1
              ? "One picture that cannot be read was left out."
              : "%,d pictures that cannot be read were left out.".formatted(leftOut));
    }
    return String.join(" ", sentences);
  }
}
