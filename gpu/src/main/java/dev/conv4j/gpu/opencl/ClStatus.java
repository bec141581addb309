package dev.conv4j.gpu.opencl;

import dev.conv4j.DeviceException;
import java.util.Map;

/** What the driver's answers mean. */
final class ClStatus {
  static final int DEVICE_NOT_AVAILABLE = -2;
  static final int MEM_OBJECT_ALLOCATION_FAILURE = -4;
  static final int OUT_OF_RESOURCES = -5;
  static final int OUT_OF_HOST_MEMORY = -6;
  static final int BUILD_PROGRAM_FAILURE = -11;
  static final int EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST = -14;
  static final int INVALID_DEVICE = -33;
  static final int INVALID_COMMAND_QUEUE = -36;
  static final int INVALID_BUFFER_SIZE = -61;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(-1, "CL_DEVICE_NOT_FOUND"),
          Map.entry(DEVICE_NOT_AVAILABLE, "CL_DEVICE_NOT_AVAILABLE"),
          Map.entry(-3, "CL_COMPILER_NOT_AVAILABLE"),
          Map.entry(MEM_OBJECT_ALLOCATION_FAILURE, "CL_MEM_OBJECT_ALLOCATION_FAILURE"),
          Map.entry(OUT_OF_RESOURCES, "CL_OUT_OF_RESOURCES"),
          Map.entry(OUT_OF_HOST_MEMORY, "CL_OUT_OF_HOST_MEMORY"),
          Map.entry(BUILD_PROGRAM_FAILURE, "CL_BUILD_PROGRAM_FAILURE"),
          Map.entry(
              EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST,
              "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST"),
          Map.entry(-30, "CL_INVALID_VALUE"),
          Map.entry(INVALID_DEVICE, "CL_INVALID_DEVICE"),
          Map.entry(-34, "CL_INVALID_CONTEXT"),
          Map.entry(INVALID_COMMAND_QUEUE, "CL_INVALID_COMMAND_QUEUE"),
          Map.entry(-38, "CL_INVALID_MEM_OBJECT"),
          Map.entry(-42, "CL_INVALID_BINARY"),
          Map.entry(-45, "CL_INVALID_PROGRAM_EXECUTABLE"),
          Map.entry(-46, "CL_INVALID_KERNEL_NAME"),
          Map.entry(-48, "CL_INVALID_KERNEL"),
          Map.entry(-49, "CL_INVALID_ARG_INDEX"),
          Map.entry(-50, "CL_INVALID_ARG_VALUE"),
          Map.entry(-51, "CL_INVALID_ARG_SIZE"),
          Map.entry(-52, "CL_INVALID_KERNEL_ARGS"),
          Map.entry(-54, "CL_INVALID_WORK_GROUP_SIZE"),
          Map.entry(-55, "CL_INVALID_WORK_ITEM_SIZE"),
          Map.entry(-58, "CL_INVALID_EVENT"),
          Map.entry(INVALID_BUFFER_SIZE, "CL_INVALID_BUFFER_SIZE"),
          Map.entry(-63, "CL_INVALID_GLOBAL_WORK_SIZE"),
          Map.entry(ClConstants.PLATFORM_NOT_FOUND_KHR, "CL_PLATFORM_NOT_FOUND_KHR"));

  private ClStatus() {}

  /** The status by its name in the headers. */
  static String name(int status) {
    return NAMES.getOrDefault(status, "OpenCL status " + status);
  }

  /**
   * Whether the device or its driver has gone: it was unplugged or reset, or a kernel took too
   * long. After that all that it held is lost.
   */
  static boolean lost(int status) {
    return status == DEVICE_NOT_AVAILABLE
        || status == OUT_OF_RESOURCES
        || status == EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST
        || status == INVALID_DEVICE
        || status == INVALID_COMMAND_QUEUE;
  }

  /** Whether the driver had no memory for what was asked. */
  static boolean outOfMemory(int status) {
    return status == MEM_OBJECT_ALLOCATION_FAILURE
        || status == OUT_OF_RESOURCES
        || status == OUT_OF_HOST_MEMORY
        || status == INVALID_BUFFER_SIZE;
  }

  /**
   * Does nothing if all went well.
   *
   * @param device its name
   * @param doing what was asked, such as {@code running the kernel add}
   * @throws DeviceException if it failed
   */
  static void check(String device, String doing, long status) {
    int code = (int) status;
    if (code == ClConstants.SUCCESS) {
      return;
    }
    if (lost(code)) {
      throw new DeviceException(
          device,
          "",
          "the device was lost while " + doing + " (" + name(code) + ")",
          "Its memory is gone: start again from the last checkpoint; if it happens again, look at"
              + " the system's log, the driver and the card's temperature");
    }
    throw new DeviceException(
        device,
        "",
        doing + " failed (" + name(code) + ")",
        "Update the driver, or use the device cpu");
  }
}
