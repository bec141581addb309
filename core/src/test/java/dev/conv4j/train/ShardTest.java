package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts make up the batch, in order, and differ by one image at most. */
class ShardTest {

  @ParameterizedTest
  @CsvSource({"1, 1", "64, 2", "65, 2", "7, 3", "8, 3", "2, 3", "1, 4", "0, 2"})
  void partsMakeUpTheBatch(int images, int devices) {
    int next = 0;
    for (int i = 0; i < devices; i++) {
      Shard shard = Shard.of(images, devices, i);
      assertThat(shard.first()).isEqualTo(next);
      assertThat(shard.images()).isBetween(images / devices, Math.ceilDiv(images, devices));
      next += shard.images();
    }
    assertThat(next).isEqualTo(images);
    assertThat(Shard.of(images, devices, 0).images()).isEqualTo(Math.ceilDiv(images, devices));
  }
}
