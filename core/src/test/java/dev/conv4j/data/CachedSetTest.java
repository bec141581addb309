package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.conv4j.DataException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder that keeps what was downloaded. */
class CachedSetTest {
  private static final Patience PATIENCE =
      new Patience(Duration.ofSeconds(20), Duration.ofSeconds(20));

  @TempDir private Path cache;

  private DataSources sources(URI... mirrors) {
    return sources(cache, mirrors);
  }

  private static DataSources sources(Path cache, URI... mirrors) {
    List<KnownSet<?>> sets = List.of(TinySet.at(mirrors));
    return new DataSources(
        cache, DownloadListener.NONE, ReadingListener.NONE, sets, PATIENCE, PATIENCE);
  }

  private List<String> cached() throws IOException {
    try (Stream<Path> files = Files.list(cache.resolve("mnist"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aDamagedFileInTheCacheIsFetchedAgainAndThatIsSaid() {
    Path folder = cache.resolve("mnist");
    TinySet.writeTo(folder);
    byte[] other = IdxBytes.gzip(IdxBytes.images(9, 40, 28, 28));
    IdxBytes.write(folder.resolve("train-images-idx3-ubyte.gz"), other);
    assertThatThrownBy(() -> sources().open("mnist"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(" in " + folder + " train-images-idx3-ubyte.gz was damaged");
    try (LocalMirror mirror = new LocalMirror(LocalMirror.SOUND)) {
      DataSources sources = sources(mirror.uri());
      assertThat(sources.open("mnist").reason())
          .contains(
              "downloaded again from 127.0.0.1 because train-images-idx3-ubyte.gz was damaged");
      assertThat(mirror.asked()).containsExactly("/data/train-images-idx3-ubyte.gz");
      assertThat(sources.open("mnist").reason()).doesNotContain("damaged");
    }
  }

  @Test
  void uncompressedFilesInTheCacheWillDo() {
    for (int i = 0; i < 4; i++) {
      Path file = cache.resolve("mnist").resolve(IdxDirectory.FILES.get(i));
      IdxBytes.write(file, TinySet.CONTENTS.get(i));
    }
    assertThat(sources().open("mnist").train().size()).isEqualTo(40);
  }

  @Test
  void manyMayDownloadAtOnce() throws Exception {
    try (LocalMirror mirror = new LocalMirror(LocalMirror.SOUND);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<TrainTest>> opened = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        opened.add(threads.submit(() -> sources(mirror.uri()).open("mnist")));
      }
      for (Future<TrainTest> data : opened) {
        assertThat(data.get().train().size()).isEqualTo(40);
      }
    }
    assertThat(cached()).hasSize(4);
    assertThat(sources().open("mnist").test().size()).isEqualTo(20);
  }

  @Test
  void aFullDiskIsNamedAndNothingIsLeft() throws IOException {
    Configuration small =
        Configuration.unix().toBuilder().setBlockSize(512).setMaxSize(8 * 1024L).build();
    try (FileSystem disk = Jimfs.newFileSystem(small);
        LocalMirror mirror = new LocalMirror(LocalMirror.SOUND)) {
      Path full = disk.getPath("/cache");
      DataSources sources = sources(full, mirror.uri());
      assertThatThrownBy(() -> sources.open("mnist"))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(
              "could not be stored in the cache, /cache/mnist (out of disk space)");
      assertThat(mirror.asked()).hasSize(1);
      try (Stream<Path> left = Files.list(full.resolve("mnist"))) {
        assertThat(left).isEmpty();
      }
    }
  }

  @Test
  void aCacheThatIsAFileIsNamed() {
    Path file = IdxBytes.write(cache.resolve("file"), new byte[] {1});
    DataSources sources = sources(file);
    assertThatThrownBy(() -> sources.open("mnist"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("could not be stored in the cache, " + file.resolve("mnist"));
    assertThat(sources.open("auto").reason()).contains("could not be stored");
  }

  @Test
  void whatAKilledProcessLeftIsDeletedAfterADay() throws IOException {
    Path folder = cache.resolve("mnist");
    Path old = IdxBytes.write(folder.resolve(".train-images-idx3-ubyte1.partial"), new byte[9]);
    Path fresh = IdxBytes.write(folder.resolve(".train-images-idx3-ubyte2.partial"), new byte[9]);
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    try (LocalMirror mirror = new LocalMirror(LocalMirror.SOUND)) {
      sources(mirror.uri()).open("mnist");
    }
    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
    assertThat(cached()).hasSize(5);
  }
}
