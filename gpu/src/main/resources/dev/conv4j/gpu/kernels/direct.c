// What goes with the tiles of convolutions: filters packed, shares added up, and plain loops where
// a tile would stay nearly empty, such as for depthwise filters.

// Packs filters as [groups][padded_terms][padded_channels]: the first tap of those wanted, how far
// apart they are in the filter of kernel_width, and how far apart a filter's channels lie.
KERNEL(256)
pack_filters(
    GLOBAL const float *RESTRICT w,
    GLOBAL float *RESTRICT packed,
    int groups,
    int source_channels,
    int channels,
    int padded_channels,
    int padded_terms,
    int kernel_height,
    int kernel_width,
    int channel_pitch,
    int source_channel_pitch,
    int first_tap_row,
    int first_tap_column,
    int row_step,
    int column_step,
    int taps_height,
    int taps_width) {
  LONG row = (LONG)GROUP_Z * GROUPS_Y + GROUP_Y;
  int channel = GROUP_X * 256 + ITEM_X;
  if (row >= (LONG)groups * padded_terms || channel >= padded_channels) {
    return;
  }
  int group = (int)(row / padded_terms);
  int term = (int)(row % padded_terms);
  int area = taps_height * taps_width;
  float value = 0;
  if (channel < channels && term < source_channels * area) {
    int tap_row = first_tap_row + term % area / taps_width * row_step;
    int tap_column = first_tap_column + term % area % taps_width * column_step;
    LONG filters = (LONG)group * source_channels * channels * kernel_height * kernel_width;
    value = w[filters + (LONG)channel * channel_pitch + (LONG)(term / area) * source_channel_pitch +
              tap_row * kernel_width + tap_column];
  }
  packed[row * padded_channels + channel] = value;
}

// As the kernel slide, a work item for each pixel; groups in y and z, and items in y, are planes.
KERNEL_2D(256)
slide_directly(
    GLOBAL const float *RESTRICT source,
    GLOBAL const float *RESTRICT filters,
    GLOBAL float *RESTRICT result,
    int padded_channels,
    int padded_terms,
    GLOBAL const float *RESTRICT bias,
    GLOBAL const float *RESTRICT residual,
    int rectified,
    SLIDE_PARAMETERS) {
  LONG plane = plane_number();
  int pixel = GROUP_X * ITEMS_X + ITEM_X;
  int all_channels = groups * channels;
  if (plane >= (LONG)images * all_channels || pixel >= rows * columns) {
    return;
  }
  LONG image = plane / all_channels;
  int of_all = (int)(plane - image * all_channels);
  int group = of_all / channels;
  int row = pixel / columns;
  int column = pixel % columns;
  int top = row * source_row_step + source_first_row;
  int left = column * source_column_step + source_first_column;
  GLOBAL const float *from =
      source + (image * groups + group) * source_channels * source_height * source_width;
  GLOBAL const float *filter =
      filters + (LONG)group * padded_terms * padded_channels + of_all % channels;
  float sum = 0;
  for (int c = 0; c < source_channels; c++) {
    for (int i = 0; i < taps_height; i++) {
      int y = top + i * tap_row_step;
      for (int j = 0; j < taps_width; j++) {
        int x = left + j * tap_column_step;
        if (y >= 0 && y < source_height && x >= 0 && x < source_width) {
          sum = FMA(*filter, from[(c * source_height + y) * source_width + x], sum);
        }
        filter += padded_channels;
      }
    }
  }
  LONG at = (plane * height + first_row + row * row_step) * width + first_column +
            column * column_step;
  result[at] = finished(sum, bias ? bias[of_all] : 0, residual, at, rectified);
}

// A group of work items for each element of the gradient by the filters: groups in x are the taps
// in all channels, those in y and z the filters.
KERNEL(256)
weight_gradient_directly(
    GLOBAL const float *RESTRICT dy,
    GLOBAL const float *RESTRICT source,
    GLOBAL float *RESTRICT dw,
    SLIDE_PARAMETERS) {
  SHARED float shared[256];
  int number_in_grid = GROUP_Z * GROUPS_Y + GROUP_Y;
  int wanted = number_in_grid < groups * channels;
  int filter = wanted ? number_in_grid : 0;
  int area = taps_height * taps_width;
  int group = filter / channels;
  int down = source_first_row + GROUP_X % area / taps_width * tap_row_step;
  int right = source_first_column + GROUP_X % area % taps_width * tap_column_step;
  int source_plane = source_height * source_width;
  int pixels = rows * columns;
  LONG image = ITEM_X / pixels;
  int pixel = ITEM_X % pixels;
  float sum = 0;
  while (image < images) {
    int y = pixel / columns * source_row_step + down;
    int x = pixel % columns * source_column_step + right;
    if (y >= 0 && y < source_height && x >= 0 && x < source_width) {
      LONG from = (image * groups + group) * source_channels + GROUP_X / area;
      sum = FMA(
          dy[(image * groups * channels + filter) * pixels + pixel],
          source[from * source_plane + y * source_width + x],
          sum);
    }
    pixel += 256;
    if (pixel >= pixels) {
      image += pixel / pixels;
      pixel %= pixels;
    }
  }
  sum = group_sum(sum, shared);
  if (wanted && ITEM_X == 0) {
    dw[(LONG)filter * source_channels * area + GROUP_X] = sum;
  }
}

// Adds up shares in their order. A bias goes to columns.
KERNEL(256)
add_shares(
    GLOBAL const float *RESTRICT shares,
    GLOBAL float *RESTRICT result,
    LONG count,
    int splits,
    int columns,
    GLOBAL const float *RESTRICT bias,
    GLOBAL const float *RESTRICT residual,
    int rectified) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    float sum = 0;
    for (int split = 0; split < splits; split++) {
      sum += shares[split * count + at];
    }
    result[at] = finished(sum, bias ? bias[at % columns] : 0, residual, at, rectified);
  }
}
