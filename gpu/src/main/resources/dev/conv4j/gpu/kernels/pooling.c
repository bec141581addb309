// Maxima and means of windows. A work item computes one pixel; items in x walk along a plane's
// pixels, items and groups in y and z over the planes. Gradients gather: each pixel of dx looks
// for the windows that saw it, first the upper ones, and adds in that order.

// The first pixel of a window's that is on the image.
HELPER int on_image(int start, int step) {
  return start < 0 ? start + (step - 1 - start) / step * step : start;
}

KERNEL_2D(256)
max_pool(
    GLOBAL const float *RESTRICT x,
    GLOBAL float *RESTRICT y,
    GLOBAL int *RESTRICT positions,
    int planes,
    int height,
    int width,
    int out_height,
    int out_width,
    int window_height,
    int window_width,
    int stride_height,
    int stride_width,
    int padding_height,
    int padding_width,
    int row_step,
    int column_step) {
  LONG plane = plane_number();
  int at = GROUP_X * ITEMS_X + ITEM_X;
  if (plane >= planes || at >= out_height * out_width) {
    return;
  }
  GLOBAL const float *image = x + plane * height * width;
  int top = at / out_width * stride_height - padding_height;
  int left = at % out_width * stride_width - padding_width;
  int bottom = min(top + (window_height - 1) * row_step + 1, height);
  int right = min(left + (window_width - 1) * column_step + 1, width);
  top = on_image(top, row_step);
  left = on_image(left, column_step);
  int best = top * width + left;
  float most = image[best];
  for (int row = top; row < bottom; row += row_step) {
    for (int column = left; column < right; column += column_step) {
      float value = image[row * width + column];
      if (value > most || (value != value && most == most)) {
        most = value;
        best = row * width + column;
      }
    }
  }
  LONG out = plane * out_height * out_width + at;
  y[out] = most;
  if (positions) {
    positions[out] = best;
  }
}

// The first window of an extent that reaches past a pixel, and the last that begins before it or on
// it.
HELPER int first_window(int pixel, int extent, int stride, int padding) {
  int past = pixel + padding - extent + 1;
  return past > 0 ? (past + stride - 1) / stride : 0;
}

HELPER int last_window(int pixel, int stride, int padding, int windows) {
  return min((pixel + padding) / stride, windows - 1);
}

KERNEL_2D(256)
max_pool_gradient(
    GLOBAL const float *RESTRICT dy,
    GLOBAL const int *RESTRICT positions,
    GLOBAL float *RESTRICT dx,
    int planes,
    int height,
    int width,
    int out_height,
    int out_width,
    int window_height,
    int window_width,
    int stride_height,
    int stride_width,
    int padding_height,
    int padding_width,
    int row_step,
    int column_step) {
  LONG plane = plane_number();
  int at = GROUP_X * ITEMS_X + ITEM_X;
  if (plane >= planes || at >= height * width) {
    return;
  }
  LONG outputs = plane * out_height * out_width;
  int row = at / width;
  int column = at % width;
  int last_row = last_window(row, stride_height, padding_height, out_height);
  int extent_height = (window_height - 1) * row_step + 1;
  int extent_width = (window_width - 1) * column_step + 1;
  int first_column = first_window(column, extent_width, stride_width, padding_width);
  int last_column = last_window(column, stride_width, padding_width, out_width);
  float sum = 0;
  for (int i = first_window(row, extent_height, stride_height, padding_height); i <= last_row;
       i++) {
    for (int j = first_column; j <= last_column; j++) {
      LONG out = outputs + i * out_width + j;
      if (positions[out] == at) {
        sum += dy[out];
      }
    }
  }
  dx[plane * height * width + at] = sum;
}

// How many pixels of a window count along one axis: those of the image, or those of the padding too,
// but none beyond it.
HELPER float counted(int start, int window, int size, int padding, int count_include_pad) {
  return count_include_pad ? min(start + window, size + padding) - start
                           : min(start + window, size) - max(start, 0);
}

KERNEL_2D(256)
average_pool(
    GLOBAL const float *RESTRICT x,
    GLOBAL float *RESTRICT y,
    int planes,
    int height,
    int width,
    int out_height,
    int out_width,
    int window_height,
    int window_width,
    int stride_height,
    int stride_width,
    int padding_height,
    int padding_width,
    int count_include_pad) {
  LONG plane = plane_number();
  int at = GROUP_X * ITEMS_X + ITEM_X;
  if (plane >= planes || at >= out_height * out_width) {
    return;
  }
  GLOBAL const float *image = x + plane * height * width;
  int top = at / out_width * stride_height - padding_height;
  int left = at % out_width * stride_width - padding_width;
  float divisor =
      counted(top, window_height, height, padding_height, count_include_pad) *
      counted(left, window_width, width, padding_width, count_include_pad);
  int bottom = min(top + window_height, height);
  int right = min(left + window_width, width);
  float sum = 0;
  for (int row = max(top, 0); row < bottom; row++) {
    for (int column = max(left, 0); column < right; column++) {
      sum += image[row * width + column];
    }
  }
  y[plane * out_height * out_width + at] = quotient(sum, divisor);
}

KERNEL_2D(256)
average_pool_gradient(
    GLOBAL const float *RESTRICT dy,
    GLOBAL float *RESTRICT dx,
    int planes,
    int height,
    int width,
    int out_height,
    int out_width,
    int window_height,
    int window_width,
    int stride_height,
    int stride_width,
    int padding_height,
    int padding_width,
    int count_include_pad) {
  LONG plane = plane_number();
  int at = GROUP_X * ITEMS_X + ITEM_X;
  if (plane >= planes || at >= height * width) {
    return;
  }
  GLOBAL const float *outputs = dy + plane * out_height * out_width;
  int row = at / width;
  int column = at % width;
  int last_row = last_window(row, stride_height, padding_height, out_height);
  int first_column = first_window(column, window_width, stride_width, padding_width);
  int last_column = last_window(column, stride_width, padding_width, out_width);
  float sum = 0;
  for (int i = first_window(row, window_height, stride_height, padding_height); i <= last_row;
       i++) {
    float rows =
        counted(
            i * stride_height - padding_height,
            window_height,
            height,
            padding_height,
            count_include_pad);
    for (int j = first_column; j <= last_column; j++) {
      float columns =
          counted(
              j * stride_width - padding_width,
              window_width,
              width,
              padding_width,
              count_include_pad);
      sum += quotient(outputs[i * out_width + j], rows * columns);
    }
  }
  dx[plane * height * width + at] = sum;
}

// Window i of `outputs` windows that share out `size` pixels begins at floor(i * size / outputs)
// and ends before ceil((i + 1) * size / outputs).
HELPER int share_begin(int i, int size, int outputs) { return (int)((LONG)i * size / outputs); }

HELPER int share_end(int i, int size, int outputs) {
  return (int)(((LONG)(i + 1) * size + outputs - 1) / outputs);
}

KERNEL_2D(256)
adaptive_average(
    GLOBAL const float *RESTRICT x,
    GLOBAL float *RESTRICT y,
    int planes,
    int height,
    int width,
    int out_height,
    int out_width) {
  LONG plane = plane_number();
  int at = GROUP_X * ITEMS_X + ITEM_X;
  if (plane >= planes || at >= out_height * out_width) {
    return;
  }
  GLOBAL const float *image = x + plane * height * width;
  int top = share_begin(at / out_width, height, out_height);
  int bottom = share_end(at / out_width, height, out_height);
  int left = share_begin(at % out_width, width, out_width);
  int right = share_end(at % out_width, width, out_width);
  float sum = 0;
  for (int row = top; row < bottom; row++) {
    for (int column = left; column < right; column++) {
      sum += image[row * width + column];
    }
  }
  y[plane * out_height * out_width + at] =
      quotient(sum, (float)(bottom - top) * (float)(right - left));
}

KERNEL_2D(256)
adaptive_average_gradient(
    GLOBAL const float *RESTRICT dy,
    GLOBAL float *RESTRICT dx,
    int planes,
    int height,
    int width,
    int out_height,
    int out_width) {
  LONG plane = plane_number();
  int at = GROUP_X * ITEMS_X + ITEM_X;
  if (plane >= planes || at >= height * width) {
    return;
  }
  GLOBAL const float *outputs = dy + plane * out_height * out_width;
  int row = at / width;
  int column = at % width;
  // By the definition of a window, those that see a pixel are the shares of that pixel where the
  // pixels share out the windows.
  int last_row = share_end(row, out_height, height);
  int last_column = share_end(column, out_width, width);
  float sum = 0;
  for (int i = share_begin(row, out_height, height); i < last_row; i++) {
    int rows = share_end(i, height, out_height) - share_begin(i, height, out_height);
    for (int j = share_begin(column, out_width, width); j < last_column; j++) {
      int columns = share_end(j, width, out_width) - share_begin(j, width, out_width);
      sum += quotient(outputs[i * out_width + j], (float)rows * (float)columns);
    }
  }
  dx[plane * height * width + at] = sum;
}

KERNEL_2D(256)
adaptive_max(
    GLOBAL const float *RESTRICT x,
    GLOBAL float *RESTRICT y,
    GLOBAL int *RESTRICT positions,
    int planes,
    int height,
    int width,
    int out_height,
    int out_width) {
  LONG plane = plane_number();
  int at = GROUP_X * ITEMS_X + ITEM_X;
  if (plane >= planes || at >= out_height * out_width) {
    return;
  }
  GLOBAL const float *image = x + plane * height * width;
  int top = share_begin(at / out_width, height, out_height);
  int bottom = share_end(at / out_width, height, out_height);
  int left = share_begin(at % out_width, width, out_width);
  int right = share_end(at % out_width, width, out_width);
  int best = top * width + left;
  float most = image[best];
  for (int row = top; row < bottom; row++) {
    for (int column = left; column < right; column++) {
      float value = image[row * width + column];
      if (value > most || (value != value && most == most)) {
        most = value;
        best = row * width + column;
      }
    }
  }
  LONG out = plane * out_height * out_width + at;
  y[out] = most;
  if (positions) {
    positions[out] = best;
  }
}

KERNEL_2D(256)
adaptive_max_gradient(
    GLOBAL const float *RESTRICT dy,
    GLOBAL const int *RESTRICT positions,
    GLOBAL float *RESTRICT dx,
    int planes,
    int height,
    int width,
    int out_height,
    int out_width) {
  LONG plane = plane_number();
  int at = GROUP_X * ITEMS_X + ITEM_X;
  if (plane >= planes || at >= height * width) {
    return;
  }
  LONG outputs = plane * out_height * out_width;
  int row = at / width;
  int column = at % width;
  int last_row = share_end(row, out_height, height);
  int last_column = share_end(column, out_width, width);
  float sum = 0;
  for (int i = share_begin(row, out_height, height); i < last_row; i++) {
    for (int j = share_begin(column, out_width, width); j < last_column; j++) {
      LONG out = outputs + i * out_width + j;
      if (positions[out] == at) {
        sum += dy[out];
      }
    }
  }
  dx[plane * height * width + at] = sum;
}
