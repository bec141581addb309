package dev.conv4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script {@code conv4j}, in a project that is built already, with a Java and a Maven that only
 * write down how they are called.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "conv4j.cmd is another script")
class LauncherTest {
  private static final Instant BUILT = Instant.parse("2026-01-02T00:00:00Z");
  private static final Instant BEFORE = BUILT.minusSeconds(60);

  private static final String INCUBATOR_WARNING =
      "WARNING: Using incubator modules: jdk.incubator.vector";

  /** Writes down its words; makes the cache that it is asked for; then does as it is told. */
  private static final String FAKE_JAVA =
      """
      #!/bin/sh
      { printf '%s\\n' "$0" "$@"; echo END; } >>"$RECORD"
      for word; do
        case $word in
        -XX:AOTCacheOutput=*)
          [ -z "$NO_CACHE" ] && echo made >"${word#*=}"
          exit
          ;;
        esac
      done
      [ -z "$TELL_LOCALE" ] || echo "$LC_ALL"
      printf '%s' "$SAYS" >&2
      exit "${STATUS:-0}"
      """;

  private static final String FAKE_MAVEN =
      """
      #!/bin/sh
      { echo mvnw; echo END; } >>"$RECORD"
      [ -z "$(ls "$HERE"/cli/target/launch/*.aot 2>/dev/null)" ] || echo "an old cache" >>"$RECORD"
      exit "${BUILD_STATUS:-0}"
      """;

  @TempDir Path folder;
  private Path root = Path.of("");
  private Path launch = Path.of("");
  private Path jdk = Path.of("");
  private Path record = Path.of("");

  private record Result(int status, String out, String err, List<List<String>> calls) {
    /** The words of the one call of Java that there should be. */
    List<String> java() {
      assertThat(calls).as(err).hasSize(1);
      return calls.getFirst();
    }
  }

  @BeforeEach
  void setUp() throws IOException {
    // The script sees the folder without links, as "pwd -P" does.
    root = Files.createDirectories(folder.toRealPath().resolve("a project"));
    launch = root.resolve("cli/target/launch");
    record = root.resolve("record.txt");
    for (String file : List.of("conv4j", ".mvn/jdk.sh")) {
      Path copy = root.resolve(file);
      Files.createDirectories(copy.resolveSibling(""));
      Files.copy(Path.of("..").resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
    for (String file :
        List.of(
            "pom.xml",
            "core/pom.xml",
            "core/src/main/java/A.java",
            "core/src/test/java/ATest.java",
            "cli/target/launch/lib/b.jar",
            "cli/target/launch/lib/a.jar",
            "examples/pom.xml",
            "cli/pom.xml")) {
      write(root.resolve(file), "");
    }
    script(root.resolve("mvnw"), FAKE_MAVEN);
    jdk = jdk("jdk", "25.0.3");
    age(root, BEFORE);
    touch(launch.resolve("built"), BUILT);
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = root.resolve(name);
    write(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nOS=\"x\"\n");
    script(home.resolve("bin/java"), FAKE_JAVA);
    script(home.resolve("bin/javac"), FAKE_JAVA);
    return home;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  private static void script(Path file, String text) throws IOException {
    write(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void touch(Path file, Instant time) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
    Files.setLastModifiedTime(file, FileTime.from(time));
  }

  private static void age(Path folder, Instant time) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(time));
      }
    }
  }

  private Result run(Object... words) throws Exception {
    return run(Map.of(), words);
  }

  private Result run(Map<String, String> environment, Object... words) throws Exception {
    return runScript(root.resolve("conv4j"), environment, words);
  }

  private Result runScript(Path script, Map<String, String> environment, Object... words)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    for (Object word : words) {
      command.add(word.toString());
    }
    Path out = root.resolve("out.txt");
    Path err = root.resolve("err.txt");
    Files.deleteIfExists(record);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    // Java would say that it picked them up.
    builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().put("RECORD", record.toString());
    builder.environment().put("HERE", root.toString());
    builder.environment().putAll(environment);
    int status = builder.start().waitFor();
    awaitFilter(environment.getOrDefault("SAYS", ""), err);
    return new Result(status, Files.readString(out), Files.readString(err), calls());
  }

  /** The filter may write a moment longer than Java lives. */
  private static void awaitFilter(String said, Path err) throws Exception {
    String last = said.isEmpty() ? "" : said.strip().lines().reduce("", (a, b) -> b);
    boolean isHidden = last.equals(INCUBATOR_WARNING);
    for (int i = 0; i < 200 && !isHidden && !Files.readString(err).contains(last); i++) {
      Thread.sleep(10);
    }
  }

  private List<List<String>> calls() throws IOException {
    List<List<String>> calls = new ArrayList<>();
    List<String> call = new ArrayList<>();
    for (String line :
        Files.exists(record) ? Files.readAllLines(record, UTF_8) : List.<String>of()) {
      if (line.equals("END")) {
        calls.add(List.copyOf(call));
        call.clear();
      } else {
        call.add(line);
      }
    }
    assertThat(call).as("what no call wrote").isEmpty();
    return calls;
  }

  private static void isShort(List<String> java) {
    assertThat(java)
        .contains("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
        .doesNotContain("--add-modules");
  }

  private static void isLong(List<String> java) {
    assertThat(java)
        .containsSequence("--add-modules", "jdk.incubator.vector")
        .doesNotContain("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  }

  @Test
  void handsItsWordsToJavaWithTheJarsOneByOne() throws Exception {
    Result result = run("examples", "two words", "", "*");
    Path lib = launch.resolve("lib");
    assertThat(result.java())
        .startsWith(jdk.resolve("bin/java").toString())
        .containsSequence("-cp", lib.resolve("a.jar") + ":" + lib.resolve("b.jar"))
        .endsWith("dev.conv4j.cli.Main", "examples", "two words", "", "*");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void whereThereIsNoLocaleJavaMayStillNameAllFiles() throws Exception {
    assertThat(locale("", "", "")).isEqualTo("C.UTF-8");
    assertThat(locale("", "", "C")).isEqualTo("C.UTF-8");
    assertThat(locale("POSIX", "", "de_DE.UTF-8")).isEqualTo("C.UTF-8");
    assertThat(locale("", "", "de_DE.UTF-8")).isEmpty();
    assertThat(locale("", "en_GB.UTF-8", "C")).isEmpty();
    assertThat(locale("fr_FR.ISO-8859-1", "", "")).isEqualTo("fr_FR.ISO-8859-1");
  }

  private String locale(String all, String ctype, String lang) throws Exception {
    Map<String, String> environment =
        Map.of("TELL_LOCALE", "1", "LC_ALL", all, "LC_CTYPE", ctype, "LANG", lang);
    return run(environment, "devices").out().strip();
  }

  @ParameterizedTest
  @ValueSource(strings = {"predict run a.png", "examples 3", "--help", "train --help"})
  void commandsThatAreOverInABlinkGetTheSimplestJvm(String line) throws Exception {
    isShort(run((Object[]) line.split(" ", -1)).java());
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "evaluate run", "summary x", "devices", "examples 6"})
  void commandsThatComputeGetTheVectorApi(String line) throws Exception {
    isLong(run((Object[]) line.split(" ", -1)).java());
  }

  @Test
  void manyImagesOrALargeModelGetTheVectorApi() throws Exception {
    List<Object> words = new ArrayList<>(List.of("predict", "run"));
    for (int i = 0; i < 30; i++) {
      words.add(i + ".png");
    }
    isLong(run(words.toArray()).java());

    Path small = root.resolve("small/model.safetensors");
    Path large = root.resolve("large/model.safetensors");
    write(small, "x".repeat(100_000));
    write(large, "x".repeat(3_000_000));
    isShort(run("predict", root.resolve("small"), "a.png").java());
    isShort(run("predict", small, "a.png").java());
    isLong(run("predict", "--top", 1, root.resolve("large"), "a.png").java());
    isLong(run("predict", large, "a.png").java());
  }

  @Test
  void usesTheCacheOfTheKindOfCommandIfThereIsOne() throws Exception {
    assertThat(run("examples", "3").java()).noneMatch(word -> word.startsWith("-XX:AOTCache"));
    touch(launch.resolve("short.aot"), BUILT);
    assertThat(run("examples", "3").java())
        .contains("-XX:AOTCache=" + launch.resolve("short.aot"))
        .containsSequence("-Xlog:aot=off", "-Xlog:cds=off");
    assertThat(run("train").java()).noneMatch(word -> word.startsWith("-XX:AOTCache"));
  }

  @Test
  void buildsOnceWhenASourceChangedAndThenMakesTheCachesAnew() throws Exception {
    touch(launch.resolve("short.aot"), BUILT);
    touch(root.resolve("core/src/main/java/A.java"), BUILT.plusSeconds(1));
    Result built = run("examples", "3");
    assertThat(built.err()).contains("A.java changed; building.", "start-up cache");
    assertThat(built.calls()).hasSize(3);
    assertThat(built.calls().getFirst()).containsExactly("mvnw");
    isShort(built.calls().get(1));
    assertThat(built.calls().get(1)).contains("dev.conv4j.cli.Rehearsal");
    assertThat(built.calls().getLast()).contains("-XX:AOTCache=" + launch.resolve("short.aot"));
    assertThat(launch.resolve("short.aot")).hasContent("made");
    try (var left = Files.list(launch)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("rehearsal") || name.endsWith(".new"));
    }
    assertThat(run("examples", "3").calls()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pom.xml", "cli/pom.xml", "examples/src/main/resources/new", "core/src/main/java"})
  void noticesChanges(String changed) throws Exception {
    Path file = root.resolve(changed);
    if (!Files.exists(file)) {
      write(file, "");
    }
    touch(file, BUILT.plusSeconds(1));
    assertThat(run("examples", "3").calls().getFirst()).containsExactly("mvnw");
  }

  @Test
  void passesOverChangesOfTests() throws Exception {
    touch(root.resolve("core/src/test/java/ATest.java"), BUILT.plusSeconds(1));
    touch(launch.resolve("lib/a.jar"), BUILT.plusSeconds(1));
    assertThat(run("examples", "3").calls()).hasSize(1);
  }

  @Test
  void startsWithoutACacheWhereNoneCanBeMade() throws Exception {
    touch(root.resolve("pom.xml"), BUILT.plusSeconds(1));
    Result result = run(Map.of("NO_CACHE", "1"), "examples", "3");
    assertThat(result.status()).isZero();
    assertThat(result.calls().getLast()).noneMatch(word -> word.startsWith("-XX:AOTCache"));
  }

  @Test
  void aBuildThatFailsIsToldAndTriedAgain() throws Exception {
    touch(root.resolve("pom.xml"), BUILT.plusSeconds(1));
    Result failed = run(Map.of("BUILD_STATUS", "1"), "examples", "3");
    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.err()).contains("the build failed", "build.log");
    assertThat(failed.calls()).hasSize(1);
    assertThat(run("examples", "3").calls()).hasSize(3);
  }

  @Test
  void takesOnlyAJdk25() throws Exception {
    Path old = jdk("jdk-17", "17.0.9");
    String path = jdk.resolve("bin") + ":" + System.getenv("PATH");
    Result result = run(Map.of("JAVA_HOME", old.toString(), "PATH", path), "examples", "3");
    assertThat(result.java()).startsWith(jdk.resolve("bin/java").toString());
    Path next = jdk("jdk-250", "250");
    assertThat(run(Map.of("JAVA_HOME", next.toString(), "PATH", path), "examples", "3").java())
        .startsWith(jdk.resolve("bin/java").toString());
  }

  @Test
  void worksThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), root.resolve("conv4j"));
    assertThat(runScript(link, Map.of(), "examples", "3").java()).endsWith("examples", "3");
  }

  @Test
  void aCacheThatTheJvmCannotUseIsPassedOverWithoutAWord() throws Exception {
    installRealJars();
    write(launch.resolve("short.aot"), "of another JVM, or cut off");
    Result result = run(Map.of("JAVA_HOME", System.getProperty("java.home")), "--version");
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).startsWith("conv4j ");
    assertThat(result.err()).isEmpty();
  }

  /** The class path of this JVM as the jars of the project; folders of classes become jars. */
  private void installRealJars() throws IOException {
    Path lib = launch.resolve("lib");
    Files.delete(lib.resolve("a.jar"));
    Files.delete(lib.resolve("b.jar"));
    int number = 0;
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path from = Path.of(entry);
      Path jar = lib.resolve(number++ + ".jar");
      if (Files.isRegularFile(from)) {
        Files.createSymbolicLink(jar, from.toAbsolutePath());
      } else if (Files.isDirectory(from)) {
        pack(from, jar);
      }
    }
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        var files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
        out.closeEntry();
      }
    }
  }

  @Test
  void theWarningOfTheIncubatingModuleIsTakenAwayAndNothingElse() throws Exception {
    String picked = "NOTE: Picked up JDK_JAVA_OPTIONS: -Da=b\n";
    String rest = "first\n" + INCUBATOR_WARNING + "\nno end of line";
    Result result =
        run(Map.of("SAYS", picked + INCUBATOR_WARNING + "\n" + rest, "STATUS", "3"), "train");
    assertThat(result.err()).isEqualTo(picked + rest);
    assertThat(result.status()).isEqualTo(3);
    assertThat(run(Map.of("SAYS", rest), "train").err()).isEqualTo(rest);
  }
}
