package dev.conv4j.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of threads that share out the tasks of one kernel at a time. Who runs a task never
 * matters to its result: tasks are cut by the problem, not by the number of threads.
 *
 * <p>The caller works too. While one caller has the threads, another runs its tasks alone rather
 * than wait.
 */
final class Workers implements AutoCloseable {
  /**
   * Tasks with less work than this together, in multiply-adds or the like, stay with the caller.
   */
  private static final long WORTH_SHARING = 1 << 16;

  /** How often an idle thread looks for work before it goes to sleep; some tens of microseconds. */
  private static final int SPINS = 2_000;

  /** One kernel's work, cut into pieces. */
  interface Task {
    /**
     * Does one piece.
     *
     * @param scratch memory for this piece alone, of at least the size asked for, undefined
     */
    void run(int index, float[] scratch);
  }

  private static final class Job {
    private final Task task;
    private final int tasks;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile @Nullable Throwable failure;

    Job(Task task, int tasks) {
      this.task = task;
      this.tasks = tasks;
    }

    void work(float[] scratch) {
      for (int index = next.getAndIncrement(); index < tasks; index = next.getAndIncrement()) {
        try {
          task.run(index, scratch);
        } catch (Throwable e) {
          failure = e;
        } finally {
          done.incrementAndGet();
        }
      }
    }

    boolean isTaken() {
      return next.get() >= tasks;
    }

    // Yielding is a courtesy to the worker that is late; nothing depends on it.
    @SuppressWarnings("ThreadPriorityCheck")
    void awaitDone() {
      for (int waits = 0; done.get() < tasks; waits++) {
        if (waits < SPINS) {
          Thread.onSpinWait();
        } else {
          Thread.yield();
        }
      }
      switch (failure) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }
  }

  private final ReentrantLock callers = new ReentrantLock();
  private final Thread[] threads;
  private final float[][] scratch;
  private final ThreadLocal<float[]> ownScratch = ThreadLocal.withInitial(() -> new float[0]);
  private final int spins;
  private volatile @Nullable Job current;

  /** Whether whoever has the threads runs parts; only its own thread asks. */
  private boolean isDoingParts;

  private volatile boolean closed;

  /**
   * @param count how many threads work, the caller included
   */
  Workers(int count) {
    threads = new Thread[count - 1];
    scratch = new float[count][0];
    spins = count > Runtime.getRuntime().availableProcessors() ? 1 : SPINS;
    for (int i = 0; i < threads.length; i++) {
      int worker = i + 1;
      threads[i] =
          Thread.ofPlatform().daemon().name("conv4j-cpu-" + worker).start(() -> serve(worker));
    }
  }

  /** How many threads work, the caller included. */
  int count() {
    return threads.length + 1;
  }

  /**
   * Runs {@code task} for each index from 0 to {@code tasks - 1} and returns when all are done.
   *
   * @param work a rough total of the work, in multiply-adds or elements moved
   * @param scratchFloats the scratch memory that one piece needs
   */
  void run(int tasks, long work, int scratchFloats, Task task) {
    assert !callers.isHeldByCurrentThread() || isDoingParts : "a task must not start tasks";
    boolean worthIt = tasks > 1 && threads.length > 0 && work >= WORTH_SHARING;
    if (worthIt && !callers.isHeldByCurrentThread() && callers.tryLock()) {
      try {
        share(new Job(task, tasks), scratchFloats);
      } finally {
        callers.unlock();
      }
    } else {
      float[] own = ownScratch(scratchFloats);
      for (int index = 0; index < tasks; index++) {
        task.run(index, own);
      }
    }
  }

  /**
   * Runs {@code part} for each index from 0 to {@code parts - 1} and returns when all are done.
   * Parts may run tasks, which then stay on the part's thread: while the caller has the threads,
   * nobody gets them.
   */
  void runParts(int parts, IntConsumer part) {
    if (parts > 1 && threads.length > 0 && !callers.isHeldByCurrentThread() && callers.tryLock()) {
      isDoingParts = true;
      try {
        share(new Job((index, scratch) -> part.accept(index), parts), 0);
      } finally {
        isDoingParts = false;
        callers.unlock();
      }
    } else {
      for (int index = 0; index < parts; index++) {
        part.accept(index);
      }
    }
  }

  private void share(Job job, int scratchFloats) {
    for (int i = 0; i < scratch.length; i++) {
      if (scratch[i].length < scratchFloats) {
        scratch[i] = new float[scratchFloats];
      }
    }
    current = job;
    for (int i = 0; i < Math.min(threads.length, job.tasks - 1); i++) {
      LockSupport.unpark(threads[i]);
    }
    job.work(scratch[0]);
    current = null;
    job.awaitDone();
  }

  private float[] ownScratch(int floats) {
    float[] own = ownScratch.get();
    if (own.length < floats) {
      own = new float[floats];
      ownScratch.set(own);
    }
    return own;
  }

  private void serve(int worker) {
    int idle = 0;
    while (!closed) {
      Job job = current;
      if (job != null && !job.isTaken()) {
        job.work(scratch[worker]);
        idle = 0;
      } else if (++idle < spins) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
        idle = 0;
      }
    }
  }

  /** Lets the threads end. Kernels that come later run on their caller alone. */
  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }
}
