package dev.conv4j.train;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** What is to be written into a file: shapes and values by names, in the order they were added. */
final class NamedValues {
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final Map<String, Supplier<float[]>> values = new LinkedHashMap<>();

  void add(String name, Tensor tensor) {
    add(name, tensor.shape(), tensor::toArray);
  }

  void add(String name, Shape shape, Supplier<float[]> read) {
    shapes.put(name, shape);
    values.put(name, read);
  }

  Map<String, Shape> shapes() {
    return Collections.unmodifiableMap(shapes);
  }

  Shape shape(String name) {
    return Objects.requireNonNull(shapes.get(name));
  }

  float[] values(String name) {
    return Objects.requireNonNull(values.get(name)).get();
  }
}
