package dev.conv4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A thread for each device besides the first, which the caller's own thread looks after. */
final class Crew implements AutoCloseable {
  private final ExecutorService threads;

  Crew(int others) {
    threads =
        Executors.newFixedThreadPool(
            others, Thread.ofPlatform().daemon().name("conv4j-device-", 1).factory());
  }

  /**
   * Does {@code task} for each number from 0 to {@code count - 1} at the same time, and returns
   * when all are done. Of several exceptions that of the lowest number is thrown.
   */
  void together(int count, IntConsumer task) {
    List<Future<?>> others = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      int number = i;
      others.add(threads.submit(() -> task.accept(number)));
    }
    Throwable failure = null;
    try {
      task.accept(0);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    for (Future<?> other : others) {
      Throwable later = failureOf(other);
      failure = failure == null ? later : failure;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** What a task threw, once it is done; null if nothing. */
  private static @Nullable Throwable failureOf(Future<?> task) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          task.get();
          return null;
        } catch (ExecutionException e) {
          return e.getCause();
        } catch (InterruptedException e) {
          interrupted = true; // the device is at work all the same
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
