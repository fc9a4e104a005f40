package org.modyn.ml.library;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Calls of NVIDIA's libraries, all of which return an error code, 0 for success.
 *
 * @param library has the functions
 */
record CudaCalls(SymbolLookup library) {
  private static final int NAME_BYTES = 256;

  CudaCalls {
    requireNonNull(library, "library is null");
  }

  boolean has(String function) {
    return library.find(function).isPresent();
  }

  /** Calls a function that takes an integer. */
  void call(String function, int argument) {
    MethodHandle handle = handle(function, FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    check(function, () -> (int) handle.invokeExact(argument));
  }

  /** Calls a function that writes an integer to its only parameter. */
  int readInt(String function) {
    MethodHandle handle = handle(function, FunctionDescriptor.of(JAVA_INT, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(JAVA_INT);
      check(function, () -> (int) handle.invokeExact(result));
      return result.get(JAVA_INT, 0);
    }
  }

  /** Calls a function that writes a version such as 12040; returns it as {@code 12.4}. */
  String readVersion(String function) {
    int version = readInt(function);
    return version / 1000 + "." + version % 1000 / 10;
  }

  /** Calls a function that writes a device's name. */
  String readName(String function, int device) {
    MethodHandle handle =
        handle(function, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(NAME_BYTES);
      check(function, () -> (int) handle.invokeExact(result, NAME_BYTES, device));
      return result.getString(0);
    }
  }

  /** Calls a function that writes two numbers of bytes. */
  long[] readTwoSizes(String function) {
    MethodHandle handle = handle(function, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment first = arena.allocate(JAVA_LONG);
      MemorySegment second = arena.allocate(JAVA_LONG);
      check(function, () -> (int) handle.invokeExact(first, second));
      return new long[] {first.get(JAVA_LONG, 0), second.get(JAVA_LONG, 0)};
    }
  }

  private interface Call {
    int execute() throws Throwable;
  }

  private static void check(String function, Call call) {
    int code;
    try {
      code = call.execute();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(function + " threw an exception", e);
    }
    if (code != 0) {
      throw new CudaException(function, code);
    }
  }

  private MethodHandle handle(String function, FunctionDescriptor descriptor) {
    MemorySegment address =
        library
            .find(function)
            .orElseThrow(
                () ->
                    new ModynException(
                        ErrorCategory.FAILED_PRECONDITION,
                        "NVIDIA's library lacks the function " + function));
    return Linker.nativeLinker().downcallHandle(address, descriptor);
  }
}
