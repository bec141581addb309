package dev.conv4j.gpu.opencl;

/** Numbers of {@code CL/cl.h}, by their names there without the prefix. */
final class ClConstants {
  static final int SUCCESS = 0;
  static final int DEVICE_NOT_FOUND = -1;
  static final int PLATFORM_NOT_FOUND_KHR = -1001;

  static final int PLATFORM_VERSION = 0x0901;
  static final int PLATFORM_NAME = 0x0902;

  static final long DEVICE_TYPE_CPU = 1 << 1;
  static final long DEVICE_TYPE_GPU = 1 << 2;
  static final long DEVICE_TYPE_ALL = 0xFFFFFFFFL;

  static final int DEVICE_TYPE = 0x1000;
  static final int DEVICE_MAX_COMPUTE_UNITS = 0x1002;
  static final int DEVICE_MAX_WORK_GROUP_SIZE = 0x1004;
  static final int DEVICE_MAX_MEM_ALLOC_SIZE = 0x1010;
  static final int DEVICE_GLOBAL_MEM_SIZE = 0x101F;
  static final int DEVICE_LOCAL_MEM_SIZE = 0x1023;
  static final int DEVICE_AVAILABLE = 0x1027;
  static final int DEVICE_COMPILER_AVAILABLE = 0x1028;
  static final int DEVICE_NAME = 0x102B;
  static final int DRIVER_VERSION = 0x102D;
  static final int DEVICE_VERSION = 0x102F;
  static final int DEVICE_EXTENSIONS = 0x1030;

  static final long QUEUE_PROFILING_ENABLE = 1 << 1;
  static final int CONTEXT_PLATFORM = 0x1084;

  static final long MEM_READ_WRITE = 1;
  static final long MEM_ALLOC_HOST_PTR = 1 << 4;
  static final long MAP_READ = 1;
  static final long MAP_WRITE = 1 << 1;
  static final long MIGRATE_MEM_OBJECT_CONTENT_UNDEFINED = 1 << 1;

  static final int PROGRAM_BINARY_SIZES = 0x1165;
  static final int PROGRAM_BINARIES = 0x1166;
  static final int PROGRAM_BUILD_LOG = 0x1183;
  static final int KERNEL_NUM_ARGS = 0x1191;

  static final int PROFILING_COMMAND_START = 0x1282;
  static final int PROFILING_COMMAND_END = 0x1283;

  private ClConstants() {}
}
