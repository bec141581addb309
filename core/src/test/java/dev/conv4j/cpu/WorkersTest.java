package dev.conv4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of the threads that share a kernel's work. A lost task or wake-up shows as a timeout. */
@Timeout(20)
class WorkersTest {
  /** So much work that it is shared out. */
  private static final long MUCH = 1 << 20;

  /** So little that it stays with the caller. */
  private static final long LITTLE = 1;

  @ParameterizedTest
  @CsvSource({
    "1, 0", "1, 1", "1, 17", "2, 0", "2, 1", "2, 2", "2, 1000", "3, 2", "3, 1000", "8, 3", "8, 1000"
  })
  void everyTaskRunsOnce(int threads, int tasks) {
    try (Workers workers = new Workers(threads)) {
      assertThat(workers.count()).isEqualTo(threads);
      for (long work : new long[] {LITTLE, MUCH}) {
        for (int repeat = 0; repeat < 50; repeat++) {
          AtomicIntegerArray runs = new AtomicIntegerArray(tasks);
          workers.run(tasks, work, 0, (index, scratch) -> runs.incrementAndGet(index));
          for (int i = 0; i < tasks; i++) {
            assertThat(runs.get(i)).isEqualTo(1);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void allThreadsWork(int threads) {
    try (Workers workers = new Workers(threads)) {
      Set<Thread> seen = ConcurrentHashMap.newKeySet();
      CyclicBarrier all = new CyclicBarrier(threads);
      workers.run(
          threads,
          MUCH,
          0,
          (index, scratch) -> {
            await(all);
            seen.add(Thread.currentThread());
          });
      assertThat(seen).hasSize(threads).contains(Thread.currentThread());
    }
  }

  @Test
  void littleWorkStaysWithTheCaller() {
    try (Workers workers = new Workers(2)) {
      Set<Thread> seen = ConcurrentHashMap.newKeySet();
      workers.run(100, LITTLE, 0, (index, scratch) -> seen.add(Thread.currentThread()));
      assertThat(seen).containsExactly(Thread.currentThread());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 1048576", "2, 1", "2, 1048576", "3, 1048576"})
  void whatATaskThrowsReachesTheCaller(int threads, long work) {
    try (Workers workers = new Workers(threads)) {
      for (Throwable thrown :
          List.of(new UnsupportedOperationException("task 13"), new AssertionError("task 13"))) {
        assertThatThrownBy(() ->
                workers.run(
                    100,
                    work,
                    0,
                    (index, scratch) -> {
                      if (index == 13) {
                        sneak(thrown);
                      }
                    }))
            .isSameAs(thrown);
      }
      AtomicInteger runs = new AtomicInteger();
      workers.run(100, work, 0, (index, scratch) -> runs.incrementAndGet());
      assertThat(runs).hasValue(100);
    }
  }

  private static void sneak(Throwable thrown) {
    switch (thrown) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError(thrown);
    }
  }

  /** One task's scratch memory is its own while it runs. */
  @ParameterizedTest
  @ValueSource(longs = {LITTLE, MUCH})
  void scratchMemoryIsLargeEnoughAndNotShared(long work) {
    try (Workers workers = new Workers(3)) {
      for (int floats : new int[] {0, 10, 1000, 10}) {
        workers.run(
            64,
            work,
            floats,
            (index, scratch) -> {
              assertThat(scratch.length).isGreaterThanOrEqualTo(floats);
              for (int i = 0; i < floats; i++) {
                scratch[i] = index;
              }
              Thread.onSpinWait();
              for (int i = 0; i < floats; i++) {
                assertThat(scratch[i]).isEqualTo(index);
              }
            });
      }
    }
  }

  @Test
  void manyCallersAtOnceEachGetTheirOwnResults() throws Exception {
    try (Workers workers = new Workers(2);
        ExecutorService callers = Executors.newFixedThreadPool(4)) {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int caller = 0; caller < 4; caller++) {
        int own = caller;
        results.add(callers.submit((Callable<Boolean>) () -> sumsAreRight(workers, own)));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get(15, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  private static boolean sumsAreRight(Workers workers, int caller) {
    for (int repeat = 0; repeat < 500; repeat++) {
      int tasks = 1 + (repeat + caller) % 40;
      int[] squares = new int[tasks];
      workers.run(
          tasks,
          MUCH,
          8,
          (index, scratch) -> {
            scratch[0] = index * (caller + 1);
            squares[index] = (int) (scratch[0] * index);
          });
      for (int i = 0; i < tasks; i++) {
        if (squares[i] != i * i * (caller + 1)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whoever writes a kernel that nests tasks hears of it in the first test. */
  @Test
  void aTaskMustNotStartTasks() {
    try (Workers workers = new Workers(2)) {
      CyclicBarrier both = new CyclicBarrier(2);
      assertThatThrownBy(() ->
              workers.run(
                  2,
                  MUCH,
                  0,
                  (index, scratch) -> {
                    await(both);
                    workers.run(2, MUCH, 0, (inner, more) -> {});
                  }))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("must not start tasks");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 5", "2, 0", "2, 1", "2, 40", "3, 40"})
  void partsMayRunTasksWhichStayOnTheirThread(int threads, int parts) {
    try (Workers workers = new Workers(threads)) {
      for (int repeat = 0; repeat < 50; repeat++) {
        AtomicIntegerArray runs = new AtomicIntegerArray(parts);
        workers.runParts(
            parts,
            part -> {
              Thread own = Thread.currentThread();
              workers.run(
                  3,
                  MUCH,
                  4,
                  (index, scratch) -> {
                    assertThat(threads == 1 || parts == 1 || Thread.currentThread() == own)
                        .isTrue();
                    runs.incrementAndGet(part);
                  });
            });
        for (int part = 0; part < parts; part++) {
          assertThat(runs.get(part)).isEqualTo(3);
        }
      }
    }
  }

  @Test
  void afterClosingTheThreadsEndAndTheCallerDoesAll() throws InterruptedException {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    Workers workers = new Workers(2);
    CyclicBarrier both = new CyclicBarrier(2);
    workers.run(
        2,
        MUCH,
        0,
        (index, scratch) -> {
          await(both);
          seen.add(Thread.currentThread());
        });
    workers.close();
    workers.close();
    seen.remove(Thread.currentThread());
    for (Thread worker : seen) {
      assertThat(worker.join(Duration.ofSeconds(10))).isTrue();
    }
    AtomicInteger runs = new AtomicInteger();
    workers.run(
        100,
        MUCH,
        0,
        (index, scratch) -> {
          assertThat(Thread.currentThread()).isNotIn(seen);
          runs.incrementAndGet();
        });
    assertThat(runs).hasValue(100);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
