package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import dev.conv4j.Problem;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds data by name, in a directory or in a table.
 *
 * <p>The public sets {@code mnist}, {@code fashion-mnist}, {@code cifar10} and {@code cifar100} are
 * kept in a cache and fetched from public mirrors when they are not there; every file is checked
 * against its known digest, whether it was just fetched or has been there for years. The system
 * property {@code conv4j.mirror} names another place to fetch them from, a folder with a folder for
 * each set.
 *
 * <p>Thread safety: any number of threads, and of processes with the same cache.
 */
public final class DataSources {
  static final String AUTO = "auto";

  /** The public sets; {@code auto} takes the first. */
  static final List<KnownSet<?>> KNOWN =
      List.of(IdxSet.MNIST, IdxSet.FASHION_MNIST, CifarSet.CIFAR_10, CifarSet.CIFAR_100);

  private final Path cache;
  private final DownloadListener listener;
  private final ReadingListener reading;
  private final List<KnownSet<?>> sets;
  private final Patience withAlternative;
  private final Patience without;

  /**
   * Data sources with a cache.
   *
   * @param cache the folder to keep downloads in, such as {@link #userCache}; made when needed
   * @param listener hears how downloads go
   * @throws DataException if the system property {@code conv4j.mirror} is not an address
   */
  public DataSources(Path cache, DownloadListener listener) {
    this(cache, listener, ReadingListener.NONE);
  }

  /**
   * Data sources with a cache.
   *
   * @param cache the folder to keep downloads in, such as {@link #userCache}; made when needed
   * @param listener hears how downloads go
   * @param reading hears how the reading of pictures goes
   * @throws DataException if the system property {@code conv4j.mirror} is not an address
   */
  public DataSources(Path cache, DownloadListener listener, ReadingListener reading) {
    this(
        cache,
        listener,
        reading,
        mirrored(System.getProperty("conv4j.mirror")),
        Patience.SHORT,
        Patience.LONG);
  }

  DataSources(
      Path cache,
      DownloadListener listener,
      ReadingListener reading,
      List<KnownSet<?>> sets,
      Patience withAlternative,
      Patience without) {
    this.cache = cache;
    this.listener = listener;
    this.reading = reading;
    this.sets = sets;
    this.withAlternative = withAlternative;
    this.without = without;
  }

  static List<KnownSet<?>> mirrored(@Nullable String mirror) {
    if (mirror == null) {
      return KNOWN;
    }
    try {
      URI base = URI.create(mirror);
      if (base.getHost() != null && String.valueOf(base.getScheme()).startsWith("http")) {
        List<KnownSet<?>> there = new ArrayList<>();
        KNOWN.forEach(set -> there.add(set.under(base)));
        return there;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new DataException(
        "system property conv4j.mirror", "an address that begins with https://", mirror, "");
  }

  /** The data sets that {@link #open} knows by name. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(List.of(Digits.NAME));
    KNOWN.forEach(set -> names.add(set.name()));
    return List.copyOf(names);
  }

  /**
   * The folder for conv4j's downloads: {@code $XDG_CACHE_HOME/conv4j}, else by the custom of the
   * operating system {@code ~/.cache/conv4j}, {@code ~/Library/Caches/conv4j} or {@code
   * %LOCALAPPDATA%\conv4j\cache}. It need not exist.
   */
  public static Path userCache() {
    return UserCache.folder();
  }

  /**
   * Opens a data set with {@link ImageOptions#DEFAULT}; see {@link #open(String, ImageOptions)}.
   */
  public TrainTest open(String source) {
    return open(source, ImageOptions.DEFAULT);
  }

  /**
   * Opens a data set.
   *
   * <p>The source is one of these:
   *
   * <ul>
   *   <li>{@code auto}: MNIST if it is in the cache or can be downloaded, else {@code digits}, and
   *       without a network the choice is made within 5 seconds;
   *   <li>one of {@link #names};
   *   <li>a directory with the four IDX files of a set like MNIST, plain or compressed with gzip;
   *   <li>a directory with the binary files of CIFAR-10 or CIFAR-100;
   *   <li>a directory with folders {@code train/CLASS} and {@code test/CLASS} of pictures, or only
   *       {@code CLASS}, of each of which a tenth is then held out to test with;
   *   <li>a table of pictures' paths and classes, as comma-separated values.
   * </ul>
   *
   * <p>Pictures are all read before this returns, so that what cannot be read is told at once. They
   * are decoded on several threads, and kept while they take less than a quarter of the heap.
   *
   * @param options how pictures become images
   * @throws DataException if there is no such data, or a file is missing or cannot be read
   * @throws FormatException if a file is not what it should be
   */
  public TrainTest open(String source, ImageOptions options) {
    TrainTest data = opened(source, options);
    requireSize(data.name(), data.train(), options);
    return data;
  }

  /**
   * Opens the images of a data set that a model is to be tested with: those that {@link #open}
   * gives, without reading pictures that are to train on.
   *
   * @param all whether, of pictures that nothing says the use of, all are to test with rather than
   *     those that a training would hold out
   */
  public TestSet openTest(String source, ImageOptions options, boolean all) {
    TestSet data = openedTest(source, options, all);
    requireSize(data.name(), data.images(), options);
    return data;
  }

  private TestSet openedTest(String source, ImageOptions options, boolean all) {
    if (!isName(source)) {
      return new PathSource(source, sets).openTest(options, reading, all);
    }
    TrainTest data = opened(source, options);
    return new TestSet(data.name(), data.reason(), data.test());
  }

  private boolean isName(String source) {
    return source.equals(AUTO)
        || source.equals(Digits.NAME)
        || sets.stream().anyMatch(set -> set.name().equals(source));
  }

  private TrainTest opened(String source, ImageOptions options) {
    if (source.equals(AUTO)) {
      return choose(sets.getFirst());
    }
    if (source.equals(Digits.NAME)) {
      return Digits.trainTest()
          .because("It was asked for; the program draws it, no file is needed.");
    }
    for (KnownSet<?> set : sets) {
      if (set.name().equals(source)) {
        return known(set);
      }
    }
    return new PathSource(source, sets).open(options, reading);
  }

  /** What comes as arrays has a size of its own. */
  private static void requireSize(String name, Dataset images, ImageOptions options) {
    Size2d size = options.size();
    Shape shape = images.imageShape();
    if (size != null && (shape.extent(1) != size.height() || shape.extent(2) != size.width())) {
      throw new DataException(
          name,
          "images of " + size.height() + "×" + size.width(),
          shape.extent(1) + "×" + shape.extent(2) + ", which is fixed in this data",
          "Only pictures in files are brought to another size");
    }
  }

  private <P> TrainTest choose(KnownSet<P> first) {
    try {
      return new CachedSet<>(cache, first).get(withAlternative, listener);
    } catch (UnavailableException e) {
      return Digits.trainTest()
          .because(
              first.title()
                  + " is not in the cache and "
                  + e.why()
                  + ", so this took the built-in digits, which the program draws.");
    }
  }

  private <P> TrainTest known(KnownSet<P> set) {
    CachedSet<P> cached = new CachedSet<>(cache, set);
    try {
      TrainTest data = cached.get(without, listener);
      return data.because("It was asked for. " + data.reason());
    } catch (UnavailableException e) {
      String files =
          String.join(", ", set.files().stream().map(KnownSet.KnownFile::remoteName).toList());
      throw new DataException(
          new Problem(
              set.name(),
              "",
              set.title() + " is not in the cache and " + e.why(),
              "Put "
                  + files
                  + " into "
                  + cached.folder()
                  + "; or name a directory that holds what is in it with DataSources.open(DIRECTORY);"
                  + " or take DataSources.open(\""
                  + Digits.NAME
                  + "\"), which needs no file"),
          e);
    }
  }
}
