package dev.conv4j.benchmarks;

import dev.conv4j.benchmarks.PeerProcess.Command;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The process that a {@link PeerProcess} started: does what it reads from standard input and
 * answers on standard output, until there is no more to read.
 */
final class PeerServer {
  private final Peer peer;
  private final DataInputStream from;
  private final DataOutputStream to;
  private final Map<Integer, Ready> prepared = new HashMap<>();
  private int count;

  private record Ready(Workload workload, double amount) {}

  private PeerServer(Peer peer, DataInputStream from, DataOutputStream to) {
    this.peer = peer;
    this.from = from;
    this.to = to;
  }

  /**
   * Serves.
   *
   * @param args the class of the peer
   */
  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    DataInputStream from = new DataInputStream(new BufferedInputStream(System.in));
    DataOutputStream to = new DataOutputStream(new BufferedOutputStream(System.out, 1 << 16));
    System.setOut(System.err); // a library that prints must not answer
    Peer peer = Class.forName(args[0]).asSubclass(Peer.class).getConstructor().newInstance();
    to.writeUTF(peer.name());
    to.flush();
    new PeerServer(peer, from, to).serve();
    System.exit(0); // whatever threads a library has left
  }

  private void serve() throws IOException {
    for (Optional<Command> command = next(); command.isPresent(); command = next()) {
      answer(command.get());
      to.flush();
    }
  }

  private Optional<Command> next() throws IOException {
    try {
      return Optional.of(Command.valueOf(from.readUTF()));
    } catch (EOFException e) {
      return Optional.empty(); // the other side has closed
    }
  }

  private void answer(Command command) throws IOException {
    switch (command) {
      case PREPARE -> prepare(from.readUTF(), from.readInt());
      case RUN -> run(ready(from.readInt()), from.readDouble());
      case REPEAT -> repeat(ready(from.readInt()).workload(), from.readInt());
      case RELEASE -> release(from.readInt());
      case PEAK_MEMORY -> to.writeLong(Machine.peakResidentBytes());
    }
  }

  private Ready ready(int number) {
    return Optional.ofNullable(prepared.get(number)).orElseThrow();
  }

  private void prepare(String name, int threads) throws IOException {
    Case work = Cases.named(name, Settings.seedFromProperties());
    Optional<Workload> workload = peer.prepare(work, threads);
    if (workload.isEmpty()) {
      to.writeInt(-1);
      return;
    }
    prepared.put(count, new Ready(workload.get(), work.amount()));
    to.writeInt(count++);
    workload.get().beginRound();
    List<float[]> results = workload.get().results();
    to.writeInt(results.size());
    for (float[] values : results) {
      to.writeInt(values.length);
      for (float value : values) {
        to.writeFloat(value);
      }
    }
  }

  private void run(Ready ready, double seconds) throws IOException {
    Pace pace = Pace.of(ready.workload(), ready.amount(), seconds);
    to.writeDouble(pace.done());
    to.writeDouble(pace.seconds());
    to.writeDouble(pace.cpuSeconds());
  }

  private void repeat(Workload workload, int times) throws IOException {
    workload.beginRound();
    for (int i = 0; i < times; i++) {
      workload.run();
    }
    to.writeBoolean(true);
  }

  private void release(int number) {
    Ready ready = prepared.remove(number);
    if (ready != null) {
      ready.workload().close();
    }
  }
}
