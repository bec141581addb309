package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.gpu.foreign.Library;
import dev.conv4j.gpu.foreign.NativeFunction;
import java.lang.foreign.ValueLayout;

/** The functions of NVRTC that are used, as "NVRTC" documents them since version 11.2. */
final class Nvrtc {
  /** NVRTC_ERROR_COMPILATION: there is a log. */
  static final int COMPILATION_FAILED = 6;

  private static final ValueLayout.OfInt STATUS = JAVA_INT;
  private static final ValueLayout.OfLong HANDLE = JAVA_LONG;

  final Library library;
  final NativeFunction version;
  final NativeFunction errorString;
  final NativeFunction architectureCount;
  final NativeFunction architectures;
  final NativeFunction createProgram;
  final NativeFunction destroyProgram;
  final NativeFunction compileProgram;
  final NativeFunction cubinSize;
  final NativeFunction cubin;
  final NativeFunction logSize;
  final NativeFunction log;

  /** Finds all functions; none is called. */
  Nvrtc(Library library) {
    this.library = library;
    version = library.function("nvrtcVersion", STATUS, ADDRESS, ADDRESS);
    errorString = library.function("nvrtcGetErrorString", JAVA_LONG, JAVA_INT);
    architectureCount = library.function("nvrtcGetNumSupportedArchs", STATUS, ADDRESS);
    architectures = library.function("nvrtcGetSupportedArchs", STATUS, ADDRESS);
    createProgram =
        library.function(
            "nvrtcCreateProgram", STATUS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
    destroyProgram = library.function("nvrtcDestroyProgram", STATUS, ADDRESS);
    compileProgram = library.function("nvrtcCompileProgram", STATUS, HANDLE, JAVA_INT, ADDRESS);
    cubinSize = library.function("nvrtcGetCUBINSize", STATUS, HANDLE, ADDRESS);
    cubin = library.function("nvrtcGetCUBIN", STATUS, HANDLE, ADDRESS);
    logSize = library.function("nvrtcGetProgramLogSize", STATUS, HANDLE, ADDRESS);
    log = library.function("nvrtcGetProgramLog", STATUS, HANDLE, ADDRESS);
  }
}
