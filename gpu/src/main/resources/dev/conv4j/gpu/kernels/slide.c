// Convolution as a matrix product whose right factor is never laid out. Rows are the channels of
// the result, columns its pixels in all images, terms the taps of the filters in all channels of
// the source. A convolution's input gradient is one too, or several: of stride s, each s-th pixel
// of each s-th row takes the same taps, which lie evenly apart. What describes it:
//
// images; groups of channels; source channels of a group, their height and width; channels of
// the result in a group, their height and width; the pixels that are computed: how many rows and
// columns, the first of each, and how far apart; for each, where its first tap looks: source row
// = row * source_step + source_first; how many taps in each direction, and how far apart.

#define SLIDE_PARAMETERS                                              \
  int images, int groups, int source_channels, int source_height, int source_width, \
      int channels, int height, int width, int rows, int columns, int first_row,    \
      int first_column, int row_step, int column_step, int source_first_row,        \
      int source_first_column, int source_row_step, int source_column_step, int taps_height, \
      int taps_width, int tap_row_step, int tap_column_step

// What is done to a sum before it is written: max(sum + bias + residual, 0).
HELPER float finished(float sum, float bias, GLOBAL const float *residual, LONG at, int rectified) {
  sum += bias;
  if (residual) {
    sum += residual[at];
  }
  return rectified && sum <= 0 ? 0 : sum;
}
