package dev.conv4j.gpu.foreign;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * A function of a library. It is looked up and bound when it is called first, so a function that
 * nobody calls costs nothing and need not be there.
 *
 * <p>Thread safety: any number of threads may call it at once, if the library allows that.
 */
public final class NativeFunction {
  private final Library library;
  private final String name;
  private final FunctionDescriptor descriptor;
  private volatile @Nullable MethodHandle bound;

  NativeFunction(Library library, String name, FunctionDescriptor descriptor) {
    this.library = library;
    this.name = name;
    this.descriptor = descriptor;
  }

  /** Its name in the library. */
  public String name() {
    return name;
  }

  /**
   * Calls it.
   *
   * @param arguments one for each parameter: an {@link Integer}, {@link Long}, {@link Float} or
   *     {@link MemorySegment}, as the parameter's layout has it
   * @return its result, widened if it is an {@code int}; 0 if it has none
   * @throws dev.conv4j.DeviceException if the library has no such function
   */
  public long call(Object... arguments) {
    MethodHandle handle = bound;
    if (handle == null) {
      handle = bind();
      bound = handle;
    }
    try {
      return (long) handle.invokeExact(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name, e); // C throws nothing
    }
  }

  @SuppressWarnings("restricted") // to call the system is what this class is for
  private MethodHandle bind() {
    MethodHandle handle = Linker.nativeLinker().downcallHandle(library.address(name), descriptor);
    int parameters = handle.type().parameterCount();
    MethodType plain = MethodType.genericMethodType(parameters).changeReturnType(long.class);
    return handle.asType(plain).asSpreader(Object[].class, parameters);
  }
}
