package dev.conv4j.gpu.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.gpu.foreign.NativeFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** What the parts of an open device share: its handles, and the order in which things are asked. */
final class ClContext {
  private final OpenCl cl;
  private final ClDevice device;
  private final String name;
  private final long context;
  private final long queue;
  private final boolean profiling;
  private final ReentrantLock order = new ReentrantLock();

  /**
   * Opens a device.
   *
   * @param name what it is opened by
   * @param profiling whether the driver is to note when each command ran
   * @throws dev.conv4j.DeviceException if the driver refuses
   */
  ClContext(OpenCl cl, ClDevice device, String name, boolean profiling) {
    this.cl = cl;
    this.device = device;
    this.name = name;
    this.profiling = profiling;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment properties =
          arena.allocateFrom(JAVA_LONG, ClConstants.CONTEXT_PLATFORM, device.platform(), 0);
      MemorySegment devices = arena.allocateFrom(JAVA_LONG, device.id());
      context =
          create(
              "opening the device",
              cl.createContext,
              properties,
              1,
              devices,
              MemorySegment.NULL,
              MemorySegment.NULL);
    }
    long flags = profiling ? ClConstants.QUEUE_PROFILING_ENABLE : 0;
    try {
      queue = create("making its queue", cl.createCommandQueue, context, device.id(), flags);
    } catch (RuntimeException e) {
      cl.releaseContext.call(context);
      throw e;
    }
  }

  OpenCl cl() {
    return cl;
  }

  ClDevice device() {
    return device;
  }

  String name() {
    return name;
  }

  long handle() {
    return context;
  }

  long queue() {
    return queue;
  }

  boolean profiling() {
    return profiling;
  }

  /** Held while something is asked of the queue, and while buffers come and go. */
  ReentrantLock order() {
    return order;
  }

  void check(String doing, long status) {
    ClStatus.check(name, doing, status);
  }

  /** Calls a function whose last argument takes its status, which this adds. */
  long create(String doing, NativeFunction function, Object... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(JAVA_INT);
      Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
      all[arguments.length] = status;
      long made = function.call(all);
      check(doing, status.get(JAVA_INT, 0));
      return made;
    }
  }

  /** Waits for an event and forgets it. */
  void await(String doing, long event) {
    try (Arena arena = Arena.ofConfined()) {
      long status = cl.waitForEvents.call(1, arena.allocateFrom(JAVA_LONG, event));
      cl.releaseEvent.call(event);
      check(doing, status);
    }
  }

  /** Gives the queue and the context back. */
  void close() {
    cl.releaseCommandQueue.call(queue);
    cl.releaseContext.call(context);
  }
}
