package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.conv4j.DataException;
import dev.conv4j.data.LocalMirror.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** Data sets from mirrors that work, and from mirrors that do not. */
class DownloadTest {
  private static final Patience PATIENCE =
      new Patience(Duration.ofSeconds(5), Duration.ofSeconds(1));

  @TempDir private Path cache;

  private DataSources sources(Patience patience, URI... mirrors) {
    return sources(cache, DownloadListener.NONE, patience, mirrors);
  }

  private static DataSources sources(
      Path cache, DownloadListener listener, Patience patience, URI... mirrors) {
    return new DataSources(
        cache, listener, ReadingListener.NONE, List.of(TinySet.at(mirrors)), patience, patience);
  }

  private List<String> cached() throws IOException {
    Path folder = cache.resolve("mnist");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void downloadsOnceAndThenTakesTheCache() throws IOException {
    try (LocalMirror mirror = new LocalMirror(LocalMirror.SOUND)) {
      DataSources sources = sources(PATIENCE, mirror.uri());
      TrainTest downloaded = sources.open("mnist");
      assertThat(downloaded.reason()).contains("downloaded from 127.0.0.1");
      assertThat(downloaded.train().size()).isEqualTo(40);
      assertThat(mirror.asked()).hasSize(4).contains("/data/t10k-labels-idx1-ubyte.gz");
      assertThat(cached()).hasSize(4).allMatch(name -> name.endsWith("-ubyte.gz"));

      TrainTest again = sources.open("auto");
      assertThat(again.name()).isEqualTo("mnist");
      assertThat(again.reason()).isEqualTo("It is in the cache, " + cache.resolve("mnist") + ".");
      assertThat(again.train().sha256()).isEqualTo(downloaded.train().sha256());
      assertThat(mirror.asked()).hasSize(4);
    }
  }

  @Test
  void tellsHowFarItIs() {
    List<String> heard = new ArrayList<>();
    DownloadListener listener =
        new DownloadListener() {
          @Override
          public void started(String file, long totalBytes) {
            heard.add(file + " of " + totalBytes);
          }

          @Override
          public void progress(long bytes) {
            heard.add(Long.toString(bytes));
          }

          @Override
          public void finished() {
            heard.add("finished");
          }
        };
    try (LocalMirror mirror = new LocalMirror(LocalMirror.SOUND)) {
      sources(cache, listener, PATIENCE, mirror.uri()).open("mnist");
    }
    int labels = TinySet.archive("t10k-labels-idx1-ubyte").length;
    assertThat(heard)
        .endsWith("t10k-labels-idx1-ubyte.gz of " + labels, Integer.toString(labels), "finished");
    assertThat(heard).filteredOn("finished"::equals).hasSize(4);
  }

  private static Answer truncated() {
    return (exchange, archive) -> {
      exchange.sendResponseHeaders(200, archive.length);
      exchange.getResponseBody().write(archive, 0, archive.length / 2);
      exchange.getResponseBody().flush();
    };
  }

  private static Answer instead(byte[] content) {
    return (exchange, archive) -> LocalMirror.SOUND.to(exchange, content);
  }

  private static Answer flipped() {
    return (exchange, archive) -> {
      byte[] damaged = archive.clone();
      damaged[damaged.length / 2] ^= 1;
      LocalMirror.SOUND.to(exchange, damaged);
    };
  }

  private static void endless(HttpExchange exchange, byte[] archive) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    while (true) {
      out.write(archive);
    }
  }

  static final List<Arguments> BAD =
      List.of(
          Arguments.of("truncated", truncated(), "the connection broke off"),
          Arguments.of(
              "truncated without a length",
              (Answer)
                  (exchange, archive) -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(archive, 0, archive.length / 2);
                  },
              "it sent a damaged file: expected more bytes but got the end of the file"),
          Arguments.of("corrupted", flipped(), "it sent a damaged file"),
          Arguments.of(
              "another file",
              instead(IdxBytes.gzip(IdxBytes.images(9, 40, 28, 28))),
              "it sent a damaged file: expected SHA-256 "),
          Arguments.of(
              "a page",
              instead(
                  "<html>Log in first</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
              "it sent a damaged file: expected the IDX magic number 0x00000803"),
          Arguments.of(
              "not there",
              (Answer) (exchange, archive) -> exchange.sendResponseHeaders(404, -1),
              "it answered with status 404"),
          Arguments.of(
              "an absurd length",
              (Answer)
                  (exchange, archive) -> {
                    exchange.sendResponseHeaders(200, 1L << 50);
                    exchange.getResponseBody().write(archive);
                  },
              "it offers 1125899906842624 bytes, but the file has at most "),
          Arguments.of("endless", (Answer) DownloadTest::endless, "it sent more than the file has"),
          Arguments.of(
              "sent on in a circle",
              (Answer)
                  (exchange, archive) -> {
                    exchange.getResponseHeaders().add("Location", exchange.getRequestURI() + "?");
                    exchange.sendResponseHeaders(302, -1);
                  },
              "it answered with status 302"));

  @ParameterizedTest(name = "{0}")
  @FieldSource("BAD")
  void aBadMirrorIsNamedAndNothingIsLeft(String name, Answer answer, String reason)
      throws IOException {
    try (LocalMirror mirror = new LocalMirror(answer)) {
      DataSources sources = sources(PATIENCE, mirror.uri());
      assertThatThrownBy(() -> sources.open("mnist"))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith("mnist: MNIST is not in the cache and could not be downloaded")
          .hasMessageContaining("(127.0.0.1: " + reason)
          .hasMessageContaining("Put train-images-idx3-ubyte.gz, ")
          .hasMessageContaining(" into " + cache.resolve("mnist"))
          .hasMessageContaining("DataSources.open(DIRECTORY)")
          .hasMessageContaining("DataSources.open(\"digits\"), which needs no file")
          .hasMessageNotContaining("\n");
      assertThat(sources.open("auto").name()).isEqualTo("digits");
      assertThat(cached()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("BAD")
  void anotherMirrorHelps(String name, Answer answer, String reason) {
    try (LocalMirror bad = new LocalMirror(answer);
        LocalMirror good = new LocalMirror(LocalMirror.SOUND)) {
      assertThat(sources(PATIENCE, bad.uri(), good.uri()).open("mnist").test().size())
          .isEqualTo(20);
      assertThat(good.asked()).hasSize(4);
    }
  }

  @Test
  void aStalledDownloadIsAbandoned() throws IOException {
    LocalMirror[] self = new LocalMirror[1];
    try (LocalMirror mirror =
        new LocalMirror((exchange, archive) -> {
          exchange.sendResponseHeaders(200, archive.length);
          exchange.getResponseBody().write(archive, 0, 4096);
          exchange.getResponseBody().flush();
          self[0].untilClosed();
        })) {
      self[0] = mirror;
      Patience patience = new Patience(Duration.ofSeconds(5), Duration.ofMillis(300));
      TrainTest data = sources(patience, mirror.uri()).open("auto");
      assertThat(data.name()).isEqualTo("digits");
      assertThat(data.reason()).contains("127.0.0.1: it stalled");
      assertThat(cached()).isEmpty();
    }
  }

  @Test
  void aSlowDownloadThatGoesOnIsWaitedFor() {
    try (LocalMirror mirror =
        new LocalMirror((exchange, archive) -> {
          exchange.sendResponseHeaders(200, archive.length);
          int step = Math.max(archive.length / 8, 1);
          for (int at = 0; at < archive.length; at += step) {
            exchange.getResponseBody().write(archive, at, Math.min(step, archive.length - at));
            exchange.getResponseBody().flush();
            Thread.sleep(archive.length > 20_000 ? 200 : 0);
          }
        })) {
      long begin = System.nanoTime();
      assertThat(sources(PATIENCE, mirror.uri()).open("auto").name()).isEqualTo("mnist");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(PATIENCE.stall());
    }
  }

  @Test
  void whereTheNetworkSwallowsEverythingAllMirrorsTogetherAreGivenOnePatience() throws IOException {
    try (ServerSocket first = silence();
        ServerSocket second = silence()) {
      DataSources sources = sources(Patience.SHORT, uri(first), uri(second));
      long begin = System.nanoTime();
      TrainTest data = sources.open("auto");
      long chosen = System.nanoTime();
      sources.open("digits");
      long drawing = System.nanoTime() - chosen; // what the choice took besides waiting
      Duration waited = Duration.ofNanos(chosen - begin - drawing);
      assertThat(waited).isLessThan(Patience.SHORT.answer().multipliedBy(2));
      assertThat(data.name()).isEqualTo("digits");
      assertThat(data.reason())
          .startsWith("MNIST is not in the cache and could not be downloaded (127.0.0.1: no answer")
          .endsWith("so this took the built-in digits, which the program draws.");
    }
  }

  /** A port that takes connections and never says anything. */
  private static ServerSocket silence() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static URI uri(ServerSocket socket) {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
  }

  @Test
  void aRefusedConnectionIsNamed() throws IOException {
    URI nobody;
    try (ServerSocket socket = silence()) {
      nobody = uri(socket);
    }
    assertThatThrownBy(() -> sources(PATIENCE, nobody).open("mnist"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("(127.0.0.1: connection refused)");
  }

  @Test
  void followsARedirection() {
    try (LocalMirror real = new LocalMirror(LocalMirror.SOUND);
        LocalMirror old =
            new LocalMirror((exchange, archive) -> {
              String path = exchange.getRequestURI().getPath();
              exchange.getResponseHeaders().add("Location", real.uri().resolve(path).toString());
              exchange.sendResponseHeaders(301, -1);
            })) {
      assertThat(sources(PATIENCE, old.uri()).open("mnist").name()).isEqualTo("mnist");
      assertThat(real.asked()).hasSize(4);
    }
  }

  @Test
  void goesThroughTheProxyOfTheSystemProperties() {
    try (LocalMirror proxy = new LocalMirror(LocalMirror.SOUND)) {
      System.setProperty("http.proxyHost", "127.0.0.1");
      System.setProperty("http.proxyPort", Integer.toString(proxy.port()));
      try {
        URI far = URI.create("http://data.invalid/mnist/");
        assertThat(sources(PATIENCE, far).open("mnist").reason()).contains("data.invalid");
        assertThat(proxy.asked()).hasSize(4);
      } finally {
        System.clearProperty("http.proxyHost");
        System.clearProperty("http.proxyPort");
      }
    }
  }

  @Test
  void leavesNoThreadBehind() throws InterruptedException {
    try (LocalMirror mirror = new LocalMirror(LocalMirror.SOUND)) {
      sources(PATIENCE, mirror.uri()).open("mnist");
    }
    for (int i = 0; i < 100 && clientThreads() > 0; i++) {
      Thread.sleep(50);
    }
    assertThat(clientThreads()).isZero();
  }

  private static long clientThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("HttpClient-"))
        .filter(thread -> thread.getName().endsWith("SelectorManager"))
        .count();
  }

  @Test
  void theMirrorsOfThePublicSetsAreFolders() {
    for (KnownSet<?> set : DataSources.KNOWN) {
      assertThat(set.mirrors()).isNotEmpty();
      for (URI mirror : set.mirrors()) {
        String name = set.files().getFirst().remoteName();
        assertThat(mirror.resolve(name).toString()).isEqualTo(mirror + name).endsWith(".gz");
      }
    }
    for (IdxSet set : List.of(IdxSet.MNIST, IdxSet.FASHION_MNIST)) {
      assertThat(set.mirrors()).hasSizeGreaterThan(1);
      assertThat(set.files()).allMatch(file -> file.sha256().length() == 64);
    }
  }

  @Test
  void theSystemPropertyNamesAnotherMirror() {
    List<KnownSet<?>> sets = DataSources.mirrored("https://mirror.invalid/public");
    assertThat(sets.getFirst().mirrors())
        .containsExactly(URI.create("https://mirror.invalid/public/mnist/"));
    for (String bad : Arrays.asList("nonsense", "ftp://host/", "http://a b/")) {
      assertThatThrownBy(() -> DataSources.mirrored(bad))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("conv4j.mirror")
          .hasMessageContaining(bad);
    }
  }
}
