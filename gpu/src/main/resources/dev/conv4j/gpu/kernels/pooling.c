// Maxima and means of windows. A work item computes one pixel; items in x walk along a plane's
// pixels, items and groups in y and z over the planes. Gradients gather: each pixel of dx looks
// for the windows that saw it, first the upper ones, and adds in that order.

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
    int padding_width) {
  LONG plane = plane_number();
  int at = GROUP_X * ITEMS_X + ITEM_X;
  if (plane >= planes || at >= out_height * out_width) {
    return;
  }
  GLOBAL const float *image = x + plane * height * width;
  int top = at / out_width * stride_height - padding_height;
  int left = at % out_width * stride_width - padding_width;
  int bottom = min(top + window_height, height);
  int right = min(left + window_width, width);
  top = max(top, 0);
  left = max(left, 0);
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

// The first window that reaches past a pixel, and the last that begins before it or on it.
HELPER int first_window(int pixel, int window, int stride, int padding) {
  int past = pixel + padding - window + 1;
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
    int padding_width) {
  LONG plane = plane_number();
  int at = GROUP_X * ITEMS_X + ITEM_X;
  if (plane >= planes || at >= height * width) {
    return;
  }
  LONG outputs = plane * out_height * out_width;
  int row = at / width;
  int column = at % width;
  int last_row = last_window(row, stride_height, padding_height, out_height);
  int first_column = first_window(column, window_width, stride_width, padding_width);
  int last_column = last_window(column, stride_width, padding_width, out_width);
  float sum = 0;
  for (int i = first_window(row, window_height, stride_height, padding_height); i <= last_row;
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
    int padding_width) {
  LONG plane = plane_number();
  int at = GROUP_X * ITEMS_X + ITEM_X;
  if (plane >= planes || at >= out_height * out_width) {
    return;
  }
  GLOBAL const float *image = x + plane * height * width;
  int top = at / out_width * stride_height - padding_height;
  int left = at % out_width * stride_width - padding_width;
  int bottom = min(top + window_height, height);
  int right = min(left + window_width, width);
  float sum = 0;
  for (int row = max(top, 0); row < bottom; row++) {
    for (int column = max(left, 0); column < right; column++) {
      sum += image[row * width + column];
    }
  }
  y[plane * out_height * out_width + at] = quotient(sum, (float)(window_height * window_width));
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
    int padding_width) {
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
    for (int j = first_column; j <= last_column; j++) {
      sum += outputs[i * out_width + j];
    }
  }
  dx[plane * height * width + at] = quotient(sum, (float)(window_height * window_width));
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
