package dev.conv4j.cpu;

/**
 * How the weights of one group lie.
 *
 * @param filterStride from one filter to the next
 * @param channelStride from one channel that the filter reads to the next
 * @param kernelWidth from one row of the kernel to the next
 */
record WeightLayout(int filterStride, int channelStride, int kernelWidth) {

  /** Where each term's weight for filter 0 is: channel by channel, row by row of the kernel. */
  int[] places(int channels, Axis rows, Axis columns) {
    int[] places = new int[channels * rows.element.length * columns.element.length];
    int term = 0;
    for (int c = 0; c < channels; c++) {
      for (int a : rows.element) {
        for (int b : columns.element) {
          places[term++] = c * channelStride + a * kernelWidth + b;
        }
      }
    }
    return places;
  }
}
