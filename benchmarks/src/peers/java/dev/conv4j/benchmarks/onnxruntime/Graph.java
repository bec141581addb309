package dev.conv4j.benchmarks.onnxruntime;

import java.util.List;

/**
 * A model in ONNX's format, node by node. Numbers of fields and constants are those of {@code
 * onnx.proto} (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), IR version 8, operators of
 * version 13.
 */
final class Graph {
  private static final int IR_VERSION = 8;
  private static final int OPERATORS_VERSION = 13;
  private static final int FLOAT = 1;
  private static final int ATTRIBUTE_FLOAT = 1;
  private static final int ATTRIBUTE_INT = 2;
  private static final int ATTRIBUTE_INTS = 7;

  private final Message graph = new Message().text(2, "conv4j");
  private int values;

  /** Adds an operator and returns the name of what it computes. */
  String node(String operator, List<String> inputs, Message... attributes) {
    String output = operator + values++;
    node(operator, inputs, output, attributes);
    return output;
  }

  /** Adds an operator that computes {@code output}. */
  void node(String operator, List<String> inputs, String output, Message... attributes) {
    Message node = new Message();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(4, operator);
    for (Message attribute : attributes) {
      node.message(5, attribute);
    }
    graph.message(1, node);
  }

  /** Adds numbers that are part of the model and returns their name. */
  String constant(float[] numbers, long... shape) {
    String name = "constant" + values++;
    Message tensor = new Message();
    for (long extent : shape) {
      tensor.integer(1, extent);
    }
    tensor.integer(2, FLOAT).text(8, name).bytes(9, Message.littleEndian(numbers));
    graph.message(5, tensor);
    return name;
  }

  /** Names what the model is given. */
  void input(String name, long... shape) {
    graph.message(11, value(name, shape));
  }

  /** Names one thing that the model returns. */
  void output(String name, long... shape) {
    graph.message(12, value(name, shape));
  }

  private static Message value(String name, long... shape) {
    Message extents = new Message();
    for (long extent : shape) {
      extents.message(1, new Message().integer(1, extent));
    }
    Message tensor = new Message().integer(1, FLOAT).message(2, extents);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  static Message attribute(String name, float value) {
    return new Message().text(1, name).single(2, value).integer(20, ATTRIBUTE_FLOAT);
  }

  static Message attribute(String name, int value) {
    return new Message().text(1, name).integer(3, value).integer(20, ATTRIBUTE_INT);
  }

  static Message attribute(String name, int... list) {
    Message attribute = new Message().text(1, name);
    for (int value : list) {
      attribute.integer(8, value);
    }
    return attribute.integer(20, ATTRIBUTE_INTS);
  }

  /** The whole file. */
  byte[] toModel() {
    return new Message()
        .integer(1, IR_VERSION)
        .message(7, graph)
        .message(8, new Message().text(1, "").integer(2, OPERATORS_VERSION))
        .toByteArray();
  }
}
