package dev.conv4j.testkit.libtorch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.lang.ref.Cleaner;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What results are held to must itself be right, whenever the JVM collects garbage. */
class TorchTest {
  /** References that a collection found are worked off before those of the next. */
  private static final int COLLECTIONS = 3;

  private final Device device = Devices.open("cpu");
  private final Torch torch = new Torch();

  @AfterEach
  void close() {
    torch.close();
    device.close();
  }

  @Test
  void gradientsOfTheSquaredErrorOutliveACollectionOnTheWay() {
    NDArray target = torch.constant(Tensor.of(device, Shape.of(1, 2), new float[] {1, 1}));
    assertThat(gradient(x -> Torch.meanSquaredError(x, target))).containsExactly(2, -2);
  }

  @Test
  void soDoThoseOfTheCrossEntropy() {
    float share = (float) (1 / (1 + Math.exp(4)));
    assertThat(gradient(x -> Torch.crossEntropy(x, torch.labels(0))))
        .containsExactly(new float[] {-share, share}, Offset.offset(1e-6f));
    assertThat(gradient(x -> Torch.crossEntropy(x, torch.labels(0), 0.5f)))
        .containsExactly(new float[] {0.25f - share, share - 0.25f}, Offset.offset(1e-6f));
  }

  /** At the logits 3 and -1. */
  private float[] gradient(UnaryOperator<NDArray> loss) {
    NDArray x = torch.variable(Tensor.of(device, Shape.of(1, 2), new float[] {3, -1}));
    torch.backward(() -> {
      NDArray value = loss.apply(x);
      collectGarbage();
      return value;
    });
    return x.getGradient().toFloatArray();
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
