package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.gpu.foreign.Library;
import dev.conv4j.gpu.foreign.NativeFunction;
import java.lang.foreign.ValueLayout;

/** The functions of NCCL that are used, as its documentation has them since version 2.7. */
final class Nccl {
  /** ncclUint8. */
  static final int BYTES = 1;

  private static final ValueLayout.OfInt STATUS = JAVA_INT;
  private static final ValueLayout.OfLong HANDLE = JAVA_LONG;

  final Library library;
  final NativeFunction version;
  final NativeFunction errorString;
  final NativeFunction joinAll;
  final NativeFunction destroy;
  final NativeFunction abort;
  final NativeFunction groupStart;
  final NativeFunction groupEnd;
  final NativeFunction send;
  final NativeFunction receive;

  /** Finds all functions; none is called. */
  Nccl(Library library) {
    this.library = library;
    version = library.function("ncclGetVersion", STATUS, ADDRESS);
    errorString = library.function("ncclGetErrorString", JAVA_LONG, JAVA_INT);
    joinAll = library.function("ncclCommInitAll", STATUS, ADDRESS, JAVA_INT, ADDRESS);
    destroy = library.function("ncclCommDestroy", STATUS, HANDLE);
    abort = library.function("ncclCommAbort", STATUS, HANDLE);
    groupStart = library.function("ncclGroupStart", STATUS);
    groupEnd = library.function("ncclGroupEnd", STATUS);
    send = transfer("ncclSend");
    receive = transfer("ncclRecv");
  }

  /** Address on the device, count, type, the other's number, communicator, stream. */
  private NativeFunction transfer(String name) {
    return library.function(name, STATUS, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, HANDLE, HANDLE);
  }
}
