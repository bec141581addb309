package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.gpu.foreign.Library;
import dev.conv4j.gpu.foreign.NativeFunction;
import java.lang.foreign.ValueLayout;

/**
 * The functions of the CUDA driver that are used, as "CUDA Driver API" documents them for CUDA 12.0
 * and later. A name that ends in {@code _v2} is what the documented name stands for since then.
 * Addresses on the device and handles are 64-bit numbers, devices are ints.
 */
final class CudaDriver {
  private static final ValueLayout.OfInt STATUS = JAVA_INT;
  private static final ValueLayout.OfLong HANDLE = JAVA_LONG;

  // CUdevice_attribute
  static final int MOST_THREADS_PER_BLOCK = 1;
  static final int SHARED_BYTES_PER_BLOCK = 8;
  static final int MULTIPROCESSORS = 16;
  static final int COMPUTE_MAJOR = 75;
  static final int COMPUTE_MINOR = 76;

  /** CU_STREAM_NON_BLOCKING: does not wait for the default stream. */
  static final int STREAM_NON_BLOCKING = 1;

  /** CU_EVENT_DISABLE_TIMING. */
  static final int EVENT_WITHOUT_TIME = 2;

  /** CU_STREAM_CAPTURE_MODE_THREAD_LOCAL: other threads may do what a capture may not. */
  static final int CAPTURE_THREAD_LOCAL = 1;

  final Library library;
  final NativeFunction init;
  final NativeFunction driverVersion;
  final NativeFunction errorName;
  final NativeFunction errorString;
  final NativeFunction deviceCount;
  final NativeFunction device;
  final NativeFunction deviceName;
  final NativeFunction deviceTotalMemory;
  final NativeFunction deviceAttribute;
  final NativeFunction primaryContextRetain;
  final NativeFunction primaryContextRelease;
  final NativeFunction setCurrent;
  final NativeFunction memoryInfo;
  final NativeFunction memoryAllocate;
  final NativeFunction memoryFree;
  final NativeFunction hostAllocate;
  final NativeFunction hostFree;
  final NativeFunction copyToDevice;
  final NativeFunction copyToHost;
  final NativeFunction copyOnDevice;
  final NativeFunction streamCreate;
  final NativeFunction streamDestroy;
  final NativeFunction streamSynchronize;
  final NativeFunction eventCreate;
  final NativeFunction eventRecord;
  final NativeFunction eventSynchronize;
  final NativeFunction eventDestroy;
  final NativeFunction moduleLoad;
  final NativeFunction moduleUnload;
  final NativeFunction moduleFunction;

  /** Only since CUDA 12.4. */
  final NativeFunction parameterInfo;

  final NativeFunction launchKernel;
  final NativeFunction beginCapture;
  final NativeFunction endCapture;
  final NativeFunction graphInstantiate;
  final NativeFunction graphLaunch;
  final NativeFunction graphExecDestroy;
  final NativeFunction graphDestroy;

  /** Whether it tells the parameters of a kernel. */
  boolean tellsParameters() {
    return library.has(parameterInfo.name());
  }

  /** Finds all functions; none is called. */
  CudaDriver(Library library) {
    this.library = library;
    init = library.function("cuInit", STATUS, JAVA_INT);
    driverVersion = library.function("cuDriverGetVersion", STATUS, ADDRESS);
    errorName = library.function("cuGetErrorName", STATUS, JAVA_INT, ADDRESS);
    errorString = library.function("cuGetErrorString", STATUS, JAVA_INT, ADDRESS);
    deviceCount = library.function("cuDeviceGetCount", STATUS, ADDRESS);
    device = library.function("cuDeviceGet", STATUS, ADDRESS, JAVA_INT);
    deviceName = library.function("cuDeviceGetName", STATUS, ADDRESS, JAVA_INT, JAVA_INT);
    deviceTotalMemory = library.function("cuDeviceTotalMem_v2", STATUS, ADDRESS, JAVA_INT);
    deviceAttribute = library.function("cuDeviceGetAttribute", STATUS, ADDRESS, JAVA_INT, JAVA_INT);
    primaryContextRetain = library.function("cuDevicePrimaryCtxRetain", STATUS, ADDRESS, JAVA_INT);
    primaryContextRelease = library.function("cuDevicePrimaryCtxRelease_v2", STATUS, JAVA_INT);
    setCurrent = library.function("cuCtxSetCurrent", STATUS, HANDLE);
    memoryInfo = library.function("cuMemGetInfo_v2", STATUS, ADDRESS, ADDRESS);
    memoryAllocate = library.function("cuMemAlloc_v2", STATUS, ADDRESS, JAVA_LONG);
    memoryFree = library.function("cuMemFree_v2", STATUS, JAVA_LONG);
    hostAllocate = library.function("cuMemHostAlloc", STATUS, ADDRESS, JAVA_LONG, JAVA_INT);
    hostFree = library.function("cuMemFreeHost", STATUS, ADDRESS);
    copyToDevice =
        library.function("cuMemcpyHtoDAsync_v2", STATUS, JAVA_LONG, ADDRESS, JAVA_LONG, HANDLE);
    copyToHost =
        library.function("cuMemcpyDtoHAsync_v2", STATUS, ADDRESS, JAVA_LONG, JAVA_LONG, HANDLE);
    copyOnDevice =
        library.function("cuMemcpyDtoDAsync_v2", STATUS, JAVA_LONG, JAVA_LONG, JAVA_LONG, HANDLE);
    streamCreate = library.function("cuStreamCreate", STATUS, ADDRESS, JAVA_INT);
    streamDestroy = library.function("cuStreamDestroy_v2", STATUS, HANDLE);
    streamSynchronize = library.function("cuStreamSynchronize", STATUS, HANDLE);
    eventCreate = library.function("cuEventCreate", STATUS, ADDRESS, JAVA_INT);
    eventRecord = library.function("cuEventRecord", STATUS, HANDLE, HANDLE);
    eventSynchronize = library.function("cuEventSynchronize", STATUS, HANDLE);
    eventDestroy = library.function("cuEventDestroy_v2", STATUS, HANDLE);
    moduleLoad = library.function("cuModuleLoadData", STATUS, ADDRESS, ADDRESS);
    moduleUnload = library.function("cuModuleUnload", STATUS, HANDLE);
    moduleFunction = library.function("cuModuleGetFunction", STATUS, ADDRESS, HANDLE, ADDRESS);
    parameterInfo =
        library.function("cuFuncGetParamInfo", STATUS, HANDLE, JAVA_LONG, ADDRESS, ADDRESS);
    launchKernel =
        library.function(
            "cuLaunchKernel",
            STATUS,
            HANDLE,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            HANDLE,
            ADDRESS,
            ADDRESS);
    beginCapture = library.function("cuStreamBeginCapture_v2", STATUS, HANDLE, JAVA_INT);
    endCapture = library.function("cuStreamEndCapture", STATUS, HANDLE, ADDRESS);
    graphInstantiate =
        library.function("cuGraphInstantiateWithFlags", STATUS, ADDRESS, HANDLE, JAVA_LONG);
    graphLaunch = library.function("cuGraphLaunch", STATUS, HANDLE, HANDLE);
    graphExecDestroy = library.function("cuGraphExecDestroy", STATUS, HANDLE);
    graphDestroy = library.function("cuGraphDestroy", STATUS, HANDLE);
  }
}
