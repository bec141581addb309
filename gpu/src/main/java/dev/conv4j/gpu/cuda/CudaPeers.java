package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.foreign.NativeFunction;
import dev.conv4j.gpu.runtime.Gate;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.Peers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Devices of the CUDA driver that send to each other by NCCL, over whatever connects them. NCCL
 * carries and adds nothing, so sums keep their order.
 */
final class CudaPeers implements Peers {
  private final Nccl nccl;
  private final List<CudaRuntime> members;
  private final long[] communicators;
  private final String version;
  private boolean closed;

  /**
   * Joins devices.
   *
   * @param members two or more, none twice
   * @throws DeviceException if NCCL refuses
   */
  CudaPeers(Nccl nccl, List<CudaRuntime> members) {
    this.nccl = nccl;
    this.members = List.copyOf(members);
    this.communicators = new long[members.size()];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(JAVA_INT);
      check("asking its version", nccl.version.call(number));
      version = version(number.get(JAVA_INT, 0));
      MemorySegment handles = arena.allocate(JAVA_LONG, members.size());
      MemorySegment indices = arena.allocate(JAVA_INT, members.size());
      for (int i = 0; i < members.size(); i++) {
        indices.setAtIndex(JAVA_INT, i, members.get(i).card().index());
      }
      check("joining the devices", nccl.joinAll.call(handles, members.size(), indices));
      for (int i = 0; i < communicators.length; i++) {
        communicators[i] = handles.getAtIndex(JAVA_LONG, i);
      }
    }
  }

  /** NCCL's number of its version, such as 22902 for 2.29.2. */
  private static String version(int number) {
    return "%d.%d.%d".formatted(number / 10_000, number / 100 % 100, number % 100);
  }

  @Override
  public String description() {
    return "NCCL " + version;
  }

  @Override
  public void copy(int from, GpuBuffer source, int to, GpuBuffer target, long bytes) {
    if (closed) {
      throw new IllegalStateException("the exchange was closed");
    }
    CudaRuntime sender = members.get(from);
    CudaRuntime receiver = members.get(to);
    // Always in the same order, so that no two threads wait for each other.
    try (Gate.Call _ = members.get(Math.min(from, to)).enter();
        Gate.Call _ = members.get(Math.max(from, to)).enter()) {
      sender.require(source, bytes);
      receiver.require(target, bytes);
      String doing = "sending to " + receiver.context().name();
      check(doing, nccl.groupStart.call());
      long status = transfer(nccl.send, source, bytes, from, to);
      if (status == 0) {
        status = transfer(nccl.receive, target, bytes, to, from);
      }
      long ended = nccl.groupEnd.call(); // a group that began must end
      check(doing, status);
      check(doing, ended);
    }
  }

  private long transfer(NativeFunction function, GpuBuffer buffer, long bytes, int own, int other) {
    return function.call(
        buffer.handle(),
        bytes,
        Nccl.BYTES,
        other,
        communicators[own],
        members.get(own).context().stream());
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean wentWell = true;
    for (CudaRuntime member : members) {
      wentWell &= finishes(member);
    }
    for (long communicator : communicators) {
      (wentWell ? nccl.destroy : nccl.abort).call(communicator);
    }
  }

  /** Whether a device did what it was asked; one that is lost never will. */
  private static boolean finishes(CudaRuntime member) {
    try {
      member.finish();
      return true;
    } catch (DeviceException e) {
      return false;
    }
  }

  private void check(String doing, long status) {
    if (status != 0) {
      String reason = CStrings.at(nccl.errorString.call((int) status));
      String library = "NCCL is " + nccl.library.where();
      throw members.getFirst().context().status().refusal(doing, reason, library);
    }
  }
}
