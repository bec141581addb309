package dev.conv4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.benchmarks.TaskCount.Call;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many cores the tasks of a run could use. */
class OfferedTasksTest {
  private static final Call LARGE = new Call("Large", 96, 1000, 600);
  private static final Call SMALL = new Call("Small", 96, 10, 100);
  private static final OfferedTasks RUN = new OfferedTasks(List.of(LARGE, SMALL, LARGE), 1400, 50);

  @Test
  void aCallIsAsSlowAsTheThreadWithMostTasks() {
    assertThat(RUN.mostSpeedup(LARGE, 2)).isEqualTo(2);
    assertThat(RUN.mostSpeedup(LARGE, 64)).isEqualTo(48);
    assertThat(RUN.mostSpeedup(LARGE, 1000)).isEqualTo(96);
  }

  @Test
  void whatIsNotWorthSharingOrNotInAKernelStaysAsSlow() {
    assertThat(RUN.mostSpeedup(SMALL, 64)).isEqualTo(1);
    assertThat(RUN.mostSpeedup(2)).isCloseTo(1400.0 / (600 + 100 + 100), within(1e-12));
  }

  @Test
  void theTableHasALineForEachKernel() {
    assertThat(RUN.table(64))
        .contains(
            "| Large | 2 | 96 to 96 | 85.7 % | 48.0 |\n",
            "| Small | 1 | 96 to 96 | 7.1 % | 1.0 |\n");
  }

  @Test
  void theKernelsOfANetworkAreCounted() {
    NetworkCase lecture = Cases.networks().getFirst();
    OfferedTasks tasks = OfferedTasks.of(lecture);
    assertThat(tasks.calls()).extracting(Call::kernel).contains("CpuPooling", "CpuUpdate");
    assertThat(tasks.calls()).allSatisfy(call -> assertThat(call.tasks()).isPositive());
    assertThat(tasks.calls().stream().mapToLong(Call::nanos).sum()).isLessThan(tasks.nanos());
    assertThat(tasks.worthSharing()).isPositive();
    assertThat(tasks.mostSpeedup(64)).isGreaterThan(1);
  }
}
