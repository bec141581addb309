package dev.conv4j.benchmarks.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.conv4j.benchmarks.Finite;
import dev.conv4j.benchmarks.NetworkCase;
import dev.conv4j.benchmarks.Workload;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A network's inference in ONNX Runtime's hands. */
final class OnnxRuntimeNetwork implements Workload {
  private final OrtSession session;
  private final List<float[]> pixels = new ArrayList<>();

  /** Where pixels are put for ONNX Runtime, which then copies them no more. */
  private final FloatBuffer entrance;

  private final OnnxTensor input;
  private int turn;

  OnnxRuntimeNetwork(OrtEnvironment environment, byte[] model, NetworkCase work, int threads) {
    for (int i = 0; i < NetworkCase.BATCHES; i++) {
      pixels.add(work.pixels(i));
    }
    entrance =
        ByteBuffer.allocateDirect(work.input().intCount() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = environment.createSession(model, options);
      input = OnnxTensor.createTensor(environment, entrance, work.input().extents());
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime refuses the model of " + work.name(), e);
    }
  }

  @Override
  public List<float[]> results() {
    return List.of(
        compute(pixels.getFirst(), OnnxModel.LOGITS),
        compute(pixels.getFirst(), OnnxModel.PROBABILITIES));
  }

  @Override
  public void run() {
    float[] batch = pixels.get(turn++ % NetworkCase.BATCHES);
    Finite.require("ONNX Runtime's first probability", compute(batch, OnnxModel.PROBABILITIES)[0]);
  }

  private float[] compute(float[] batch, String wanted) {
    entrance.put(0, batch);
    try (OrtSession.Result result = session.run(Map.of(OnnxModel.PIXELS, input), Set.of(wanted))) {
      FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] copy = new float[values.remaining()];
      values.get(copy);
      return copy;
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot compute " + wanted, e);
    }
  }

  @Override
  public void close() {
    input.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot close its session", e);
    }
  }
}
