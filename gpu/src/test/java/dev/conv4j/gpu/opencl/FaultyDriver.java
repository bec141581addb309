package dev.conv4j.gpu.opencl;

import dev.conv4j.gpu.foreign.Library;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The system's OpenCL library, of which some functions are watched, fail when they are told to, or
 * are not there. Conv4j calls them as it calls any library.
 */
@SuppressWarnings("restricted") // functions are called and stood in for on purpose
final class FaultyDriver {
  private final SymbolLookup real =
      SymbolLookup.libraryLookup(OpenClHere.library().name(), Arena.global());
  private final Arena arena;
  private final Map<String, MemorySegment> replaced = new HashMap<>();
  private final Set<String> absent = new HashSet<>();

  /**
   * A driver that works.
   *
   * @param arena holds what stands in for functions
   */
  FaultyDriver(Arena arena) {
    this.arena = arena;
  }

  /** What a function does: null to do as the real one, else what to return. */
  static final class Fault {
    private final AtomicReference<@Nullable Long> answer = new AtomicReference<>();
    private final AtomicInteger calls = new AtomicInteger();

    /** From now on the function only returns this. */
    void answer(long status) {
      answer.set(status);
    }

    /** From now on it works again. */
    void mend() {
      answer.set(null);
    }

    int calls() {
      return calls.get();
    }

    boolean works() {
      calls.incrementAndGet();
      return answer.get() == null;
    }

    int status() {
      return Objects.requireNonNull(answer.get()).intValue();
    }
  }

  /** Watches a function that returns a status. */
  Fault watch(String function, MemoryLayout... parameters) {
    return watch(function, FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
  }

  /** Counts the calls of a function. */
  Fault watch(String function, FunctionDescriptor descriptor) {
    Fault fault = new Fault();
    MethodHandle works =
        Linker.nativeLinker().downcallHandle(real.find(function).orElseThrow(), descriptor);
    MethodType type = works.type();
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MethodHandle test =
          lookup
              .findVirtual(Fault.class, "works", MethodType.methodType(boolean.class))
              .bindTo(fault);
      MethodHandle status =
          lookup
              .findVirtual(Fault.class, "status", MethodType.methodType(int.class))
              .bindTo(fault)
              .asType(MethodType.methodType(type.returnType()));
      MethodHandle both =
          MethodHandles.guardWithTest(
              MethodHandles.dropArguments(test, 0, type.parameterList()),
              works,
              MethodHandles.dropArguments(status, 0, type.parameterList()));
      replaced.put(function, Linker.nativeLinker().upcallStub(both, descriptor, arena));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
    return fault;
  }

  /** Takes a function away, as if the library were older. */
  void remove(String function) {
    absent.add(function);
  }

  Library library() {
    return new Library("libFaulty.so", null, this::find);
  }

  private Optional<MemorySegment> find(String name) {
    if (absent.contains(name)) {
      return Optional.empty();
    }
    MemorySegment instead = replaced.get(name);
    return instead == null ? real.find(name) : Optional.of(instead);
  }
}
