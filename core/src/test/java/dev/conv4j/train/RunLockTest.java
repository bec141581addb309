package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DataException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Runs that one program at a time may train. */
class RunLockTest {
  /** Nothing can be written into that file; it can be locked, and stays free all the same. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "there is no /dev/full elsewhere")
  void whoCannotWriteHisNameDoesNotKeepTheLock() {
    Path full = Path.of("/dev/full");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> RunLock.take(full, Path.of("run")))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("/dev/full: it cannot be locked: ");
    }
  }
}
