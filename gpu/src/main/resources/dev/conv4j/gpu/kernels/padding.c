// Pixels around images; PAD_ words number the modes.

// The pixel that is seen at a position along one axis, or -1 for a zero.
HELPER int seen(int position, int size, int mode) {
  if (position >= 0 && position < size) {
    return position;
  }
  switch (mode) {
    case PAD_REFLECT:
      return position < 0 ? -position : 2 * (size - 1) - position;
    case PAD_REPLICATE:
      return position < 0 ? 0 : size - 1;
    case PAD_CIRCULAR:
      return position < 0 ? position + size : position - size;
    default:
      return -1;
  }
}

KERNEL_2D(256)
pad(GLOBAL const float *RESTRICT x,
    GLOBAL float *RESTRICT y,
    int planes,
    int height,
    int width,
    int out_height,
    int out_width,
    int top,
    int left,
    int mode) {
  LONG plane = plane_number();
  int at = GROUP_X * ITEMS_X + ITEM_X;
  if (plane >= planes || at >= out_height * out_width) {
    return;
  }
  int row = seen(at / out_width - top, height, mode);
  int column = seen(at % out_width - left, width, mode);
  y[plane * out_height * out_width + at] =
      row < 0 || column < 0 ? 0 : x[(plane * height + row) * width + column];
}

// The position after this one in which a pixel may be seen: those before the image, its own place,
// those behind.
HELPER int next_place(int place, int own, int before, int size) {
  return place + 1 < before ? place + 1 : place < own ? own : place < before + size ? before + size
                                                                                  : place + 1;
}

KERNEL_2D(256)
pad_gradient(
    GLOBAL const float *RESTRICT dy,
    GLOBAL float *RESTRICT dx,
    int planes,
    int height,
    int width,
    int out_height,
    int out_width,
    int top,
    int left,
    int mode) {
  LONG plane = plane_number();
  int at = GROUP_X * ITEMS_X + ITEM_X;
  if (plane >= planes || at >= height * width) {
    return;
  }
  GLOBAL const float *outputs = dy + plane * out_height * out_width;
  int row = at / width;
  int column = at % width;
  float sum = 0;
  for (int i = top > 0 ? 0 : row; i < out_height; i = next_place(i, row + top, top, height)) {
    if (seen(i - top, height, mode) == row) {
      for (int j = left > 0 ? 0 : column; j < out_width;
           j = next_place(j, column + left, left, width)) {
        if (seen(j - left, width, mode) == column) {
          sum += outputs[i * out_width + j];
        }
      }
    }
  }
  dx[plane * height * width + at] = sum;
}
