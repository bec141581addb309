package dev.conv4j.gpu.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.gpu.foreign.Library;
import dev.conv4j.gpu.foreign.LibrarySearch;
import dev.conv4j.gpu.foreign.LibrarySearch.Loader;
import dev.conv4j.gpu.foreign.NativeFunction;
import java.lang.foreign.MemoryLayout;
import java.util.List;
import java.util.Locale;

/**
 * The functions of OpenCL 1.2 that are used here; see {@code CL/cl.h} of the Khronos headers.
 * Handles ({@code cl_mem} and the like) and {@code size_t} are {@code long}s, pointers to memory
 * are segments.
 */
final class OpenCl {
  final NativeFunction getPlatformIds;
  final NativeFunction getPlatformInfo;
  final NativeFunction getDeviceIds;
  final NativeFunction getDeviceInfo;
  final NativeFunction createContext;
  final NativeFunction releaseContext;
  final NativeFunction createCommandQueue;
  final NativeFunction releaseCommandQueue;
  final NativeFunction createBuffer;
  final NativeFunction releaseMemObject;
  final NativeFunction enqueueWriteBuffer;
  final NativeFunction enqueueReadBuffer;
  final NativeFunction enqueueCopyBuffer;
  final NativeFunction enqueueMapBuffer;
  final NativeFunction enqueueUnmapMemObject;
  final NativeFunction enqueueMigrateMemObjects;
  final NativeFunction enqueueNdRangeKernel;
  final NativeFunction waitForEvents;
  final NativeFunction releaseEvent;
  final NativeFunction getEventProfilingInfo;
  final NativeFunction createProgramWithSource;
  final NativeFunction createProgramWithBinary;
  final NativeFunction buildProgram;
  final NativeFunction getProgramBuildInfo;
  final NativeFunction getProgramInfo;
  final NativeFunction releaseProgram;
  final NativeFunction createKernel;
  final NativeFunction getKernelInfo;
  final NativeFunction releaseKernel;
  final NativeFunction setKernelArg;
  final NativeFunction flush;
  final NativeFunction finish;

  private final Library library;

  OpenCl(Library library) {
    this.library = library;
    MemoryLayout pointer = ADDRESS;
    MemoryLayout handle = JAVA_LONG;
    MemoryLayout size = JAVA_LONG;
    MemoryLayout flags = JAVA_LONG;
    MemoryLayout number = JAVA_INT;
    MemoryLayout events = JAVA_INT;
    getPlatformIds = status("clGetPlatformIDs", number, pointer, pointer);
    getPlatformInfo = status("clGetPlatformInfo", handle, number, size, pointer, pointer);
    getDeviceIds = status("clGetDeviceIDs", handle, flags, number, pointer, pointer);
    getDeviceInfo = status("clGetDeviceInfo", handle, number, size, pointer, pointer);
    createContext = creator("clCreateContext", pointer, number, pointer, pointer, pointer, pointer);
    releaseContext = status("clReleaseContext", handle);
    createCommandQueue = creator("clCreateCommandQueue", handle, handle, flags, pointer);
    releaseCommandQueue = status("clReleaseCommandQueue", handle);
    createBuffer = creator("clCreateBuffer", handle, flags, size, pointer, pointer);
    releaseMemObject = status("clReleaseMemObject", handle);
    enqueueWriteBuffer = transfer("clEnqueueWriteBuffer");
    enqueueReadBuffer = transfer("clEnqueueReadBuffer");
    enqueueCopyBuffer =
        status(
            "clEnqueueCopyBuffer",
            handle,
            handle,
            handle,
            size,
            size,
            size,
            events,
            pointer,
            pointer);
    enqueueMapBuffer =
        creator(
            "clEnqueueMapBuffer",
            handle,
            handle,
            number,
            flags,
            size,
            size,
            events,
            pointer,
            pointer,
            pointer);
    enqueueUnmapMemObject =
        status("clEnqueueUnmapMemObject", handle, handle, size, events, pointer, pointer);
    enqueueMigrateMemObjects =
        status(
            "clEnqueueMigrateMemObjects", handle, number, pointer, flags, events, pointer, pointer);
    enqueueNdRangeKernel =
        status(
            "clEnqueueNDRangeKernel",
            handle,
            handle,
            number,
            pointer,
            pointer,
            pointer,
            events,
            pointer,
            pointer);
    waitForEvents = status("clWaitForEvents", number, pointer);
    releaseEvent = status("clReleaseEvent", handle);
    getEventProfilingInfo =
        status("clGetEventProfilingInfo", handle, number, size, pointer, pointer);
    createProgramWithSource =
        creator("clCreateProgramWithSource", handle, number, pointer, pointer, pointer);
    createProgramWithBinary =
        creator(
            "clCreateProgramWithBinary",
            handle,
            number,
            pointer,
            pointer,
            pointer,
            pointer,
            pointer);
    buildProgram = status("clBuildProgram", handle, number, pointer, pointer, pointer, pointer);
    getProgramBuildInfo =
        status("clGetProgramBuildInfo", handle, handle, number, size, pointer, pointer);
    getProgramInfo = status("clGetProgramInfo", handle, number, size, pointer, pointer);
    releaseProgram = status("clReleaseProgram", handle);
    createKernel = creator("clCreateKernel", handle, pointer, pointer);
    getKernelInfo = status("clGetKernelInfo", handle, number, size, pointer, pointer);
    releaseKernel = status("clReleaseKernel", handle);
    setKernelArg = status("clSetKernelArg", handle, number, size, pointer);
    flush = status("clFlush", handle);
    finish = status("clFinish", handle);
  }

  /** Where the system's OpenCL loader is looked for. */
  static LibrarySearch search() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    List<String> names;
    if (system.startsWith("windows")) {
      names = List.of("OpenCL.dll");
    } else if (system.startsWith("mac")) {
      names = List.of("/System/Library/Frameworks/OpenCL.framework/OpenCL");
    } else {
      names = List.of("libOpenCL.so.1", "libOpenCL.so");
    }
    return new LibrarySearch(names, List.of(new Loader()));
  }

  /** The library. */
  Library library() {
    return library;
  }

  /** A function that returns a status. */
  private NativeFunction status(String name, MemoryLayout... parameters) {
    return library.function(name, JAVA_INT, parameters);
  }

  /** A function that returns a handle or an address, and puts its status into the last argument. */
  private NativeFunction creator(String name, MemoryLayout... parameters) {
    return library.function(name, JAVA_LONG, parameters);
  }

  private NativeFunction transfer(String name) {
    return status(
        name, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS,
        ADDRESS);
  }
}
