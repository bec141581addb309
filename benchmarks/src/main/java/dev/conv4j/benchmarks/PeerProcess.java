package dev.conv4j.benchmarks;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A library in a process of its own, a JVM with the options of this one. It works only when told
 * to, so that processes can take turns; {@link PeerServer} is its other side.
 */
final class PeerProcess implements AutoCloseable {
  private final String type;
  private final Process process;
  private final DataInputStream from;
  private final DataOutputStream to;
  private final String name;

  /** What the process is told to do. */
  enum Command {
    /** A case's name and a number of threads; answers whether it can, and with what results. */
    PREPARE,
    /** A workload's number and seconds; answers with the pace. */
    RUN,
    /** A workload's number and how often to run it; answers when it is done. */
    REPEAT,
    /** A workload's number, which is given back; no answer. */
    RELEASE,
    /** Answers with the most memory that the process ever had in use, in bytes. */
    PEAK_MEMORY
  }

  /** A case that a process has ready. */
  record Prepared(int number, List<float[]> results) {}

  private PeerProcess(String type, Process process) throws IOException {
    this.type = type;
    this.process = process;
    from = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
    to = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    name = from.readUTF();
  }

  /** Starts a process with this one's options. */
  static PeerProcess start(Class<? extends Peer> type) {
    return start(type, ManagementFactory.getRuntimeMXBean().getInputArguments(), true);
  }

  /**
   * Starts a process.
   *
   * @param options of its JVM
   * @param tuned whether glibc's allocator is set as it is in this process, or not at all
   */
  static PeerProcess start(Class<? extends Peer> type, List<String> options, boolean tuned) {
    List<String> words = new ArrayList<>();
    words.add(System.getProperty("java.home") + "/bin/java");
    words.addAll(options);
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.addAll(List.of(PeerServer.class.getName(), type.getName()));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    if (!tuned) {
      builder.environment().remove("GLIBC_TUNABLES");
    }
    try {
      return new PeerProcess(type.getName(), builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(type.getName() + " does not start", e);
    }
  }

  /** The library and its version. */
  String name() {
    return name;
  }

  /** Lets the process get a case ready, or nothing if it has no counterpart for it. */
  Optional<Prepared> prepare(Case work, int threads) {
    return ask(() -> {
      to.writeUTF(Command.PREPARE.name());
      to.writeUTF(work.name());
      to.writeInt(threads);
      to.flush();
      int number = from.readInt();
      return number < 0 ? Optional.empty() : Optional.of(new Prepared(number, readResults()));
    });
  }

  private List<float[]> readResults() throws IOException {
    List<float[]> results = new ArrayList<>();
    int count = from.readInt();
    for (int i = 0; i < count; i++) {
      float[] values = new float[from.readInt()];
      for (int j = 0; j < values.length; j++) {
        values[j] = from.readFloat();
      }
      results.add(values);
    }
    return results;
  }

  /** A case that is ready, as a contender that works in the process. */
  Contender contender(String library, int threads, Prepared prepared) {
    return new Contender(
        library,
        threads,
        seconds -> run(prepared.number(), seconds),
        () -> release(prepared.number()));
  }

  private Pace run(int number, double seconds) {
    return ask(() -> {
      to.writeUTF(Command.RUN.name());
      to.writeInt(number);
      to.writeDouble(seconds);
      to.flush();
      return new Pace(from.readDouble(), from.readDouble(), from.readDouble());
    });
  }

  /** Runs a case so many times; returns when it is done. */
  void repeat(Prepared prepared, int times) {
    ask(() -> {
      to.writeUTF(Command.REPEAT.name());
      to.writeInt(prepared.number());
      to.writeInt(times);
      to.flush();
      return from.readBoolean();
    });
  }

  /** Gives back what a case holds. */
  void release(int number) {
    ask(() -> {
      to.writeUTF(Command.RELEASE.name());
      to.writeInt(number);
      to.flush();
      return number;
    });
  }

  /** The most memory that the process ever had in use, in bytes. */
  long peakMemory() {
    return ask(() -> {
      to.writeUTF(Command.PEAK_MEMORY.name());
      to.flush();
      return from.readLong();
    });
  }

  private interface Question<T> {
    T ask() throws IOException;
  }

  private <T> T ask(Question<T> question) {
    try {
      return question.ask();
    } catch (EOFException e) {
      throw new IllegalStateException(type + " ended; what went wrong stands above", e);
    } catch (IOException e) {
      throw new UncheckedIOException(type, e);
    }
  }

  /** Ends the process: at once if it does not end by itself when it hears no more. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
