package dev.conv4j.testkit.libtorch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What results are held to must itself be right, whenever the JVM collects garbage. */
class TorchTest {
  /** References that a collection found are worked off before those of the next. */
  private static final int COLLECTIONS = 3;

  private final Device device = Devices.open("cpu");
  private final Torch libtorch = new Torch();

  @AfterEach
  void close() {
    libtorch.close();
    device.close();
  }

  @Test
  void gradientsOfTheSquaredErrorOutliveACollectionOnTheWay() {
    assertThat(gradient(x -> torch.mse_loss(x, constant(1, 1)))).containsExactly(2, -2);
  }

  @Test
  void soDoThoseOfTheCrossEntropy() {
    float share = (float) (1 / (1 + Math.exp(4)));
    assertThat(gradient(x -> torch.cross_entropy_loss(x, Torch.labels(0))))
        .containsExactly(new float[] {-share, share}, Offset.offset(1e-6f));
  }

  /** Half of the target spread over both classes leaves 3/4 * 1 to the first and 1/4 * 3. */
  @Test
  void optionalWeightsArePassedOn() {
    float share = (float) (1 / (1 + Math.exp(4)));
    float[] gradient =
        gradient(x ->
            torch.cross_entropy_loss(
                x, Torch.labels(0), Torch.optional(List.of(1f, 3f)), 1, -100, 0.5));
    float wanted = 0.75f - 1.5f * share;
    assertThat(gradient).containsExactly(new float[] {wanted, -wanted}, Offset.offset(1e-6f));
  }

  @Test
  void valuesAreInRowMajorOrderHoweverTheyLie() {
    Tensor rows = Tensor.of(device, Shape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6});
    org.bytedeco.pytorch.Tensor columns = Torch.constant(rows).t();
    assertThat(Torch.extents(columns)).containsExactly(3, 2);
    assertThat(Torch.values(columns)).containsExactly(1, 4, 2, 5, 3, 6);
  }

  private org.bytedeco.pytorch.Tensor constant(float... row) {
    return Torch.constant(Tensor.of(device, Shape.of(1, row.length), row));
  }

  /** At the logits 3 and -1. */
  private float[] gradient(Torch.Function loss) {
    org.bytedeco.pytorch.Tensor x = constant(3, -1).set_requires_grad(true);
    org.bytedeco.pytorch.Tensor value = loss.apply(x);
    collectGarbage();
    value.backward();
    return Torch.values(x.grad());
  }

  /** Returns when memory of buffers that nobody can reach any more was given back. */
  private static void collectGarbage() {
    for (int i = 0; i < COLLECTIONS; i++) {
      CountDownLatch collected = new CountDownLatch(1);
      Cleaner.create().register(new Object(), collected::countDown);
      System.gc();
      try {
        collected.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while garbage is collected", e);
      }
    }
  }
}
