package dev.conv4j.cli;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Kernels;
import dev.conv4j.tensor.spi.Memory;
import dev.conv4j.tensor.spi.PreparedLayer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A device one of whose kernels gets one number wrong. */
final class BrokenDevice implements Device {
  private final Device sound;
  private final String broken;

  /**
   * @param broken the kernel, {@code family.method}
   */
  BrokenDevice(Device sound, String broken) {
    this.sound = sound;
    this.broken = broken;
  }

  @Override
  public Kernels kernels() {
    return wrap(Kernels.class, sound.kernels(), "");
  }

  private <T> T wrap(Class<T> type, Object target, String path) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> call(target, method, arguments, path));
    return type.cast(proxy);
  }

  private Object call(Object target, Method method, Object[] arguments, String path)
      throws Throwable {
    Object result;
    try {
      result = method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (path.isEmpty()) {
      return wrap(method.getReturnType(), result, method.getName());
    }
    String kernel = target instanceof PreparedLayer ? path : path + "." + method.getName();
    if (result instanceof PreparedLayer layer) {
      return wrap(PreparedLayer.class, layer, kernel);
    }
    if (kernel.equals(broken) && arguments != null) {
      spoilLast(arguments);
    }
    return result;
  }

  /** The last floating-point tensor of a call is what the kernel writes. */
  private static void spoilLast(Object[] arguments) {
    Tensor last = null;
    for (Object argument : arguments) {
      if (argument instanceof Tensor tensor && tensor.type().isFloating()) {
        last = tensor;
      }
    }
    if (last != null) {
      float[] values = last.toArray();
      values[values.length / 2] += 1;
      last.write(values);
    }
  }

  @Override
  public String name() {
    return sound.name();
  }

  @Override
  public String description() {
    return sound.description();
  }

  @Override
  public Memory memory() {
    return sound.memory();
  }

  @Override
  public void synchronize() {
    sound.synchronize();
  }

  @Override
  public void close() {
    sound.close();
  }
}
