package dev.conv4j.benchmarks.onnxruntime;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A message in the wire format of Protocol Buffers
 * (https://protobuf.dev/programming-guides/encoding), field by field. Repeated fields are written
 * by repeating the call.
 */
final class Message {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;
  private static final int FIXED_32 = 5;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** An integer or the number of a constant; not negative. */
  Message integer(int field, long value) {
    key(field, VARINT);
    varint(value);
    return this;
  }

  /** A float. */
  Message single(int field, float value) {
    key(field, FIXED_32);
    bytes.writeBytes(littleEndian(value));
    return this;
  }

  /** A text. */
  Message text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A message inside this one. */
  Message message(int field, Message value) {
    return bytes(field, value.toByteArray());
  }

  /** Bytes as they are. */
  Message bytes(int field, byte[] value) {
    key(field, LENGTH);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }

  /** Floats as ONNX stores them raw. */
  static byte[] littleEndian(float... values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  private void key(int field, int type) {
    varint(((long) field << 3) | type);
  }

  /** Seven bits a byte, the lowest first; the eighth says that more follow. */
  private void varint(long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      bytes.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
