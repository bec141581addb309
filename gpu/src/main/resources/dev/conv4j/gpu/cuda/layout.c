// What stands between float32 tensors in row-major order and NVIDIA's libraries: bfloat16, channels
// last, and what follows a convolution. A bfloat16 is the upper half of a float32.

// Rounded to nearest, to even where two are as near; a NaN stays one.
HELPER unsigned short rounded(float x) {
  unsigned bits = __float_as_uint(x);
  if ((bits & 0x7fffffffu) > 0x7f800000u) {
    return (unsigned short)((bits >> 16) | 0x40u);
  }
  return (unsigned short)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

HELPER float widened(unsigned short x) { return __uint_as_float((unsigned)x << 16); }

// A NaN stays NaN: it compares as neither less nor equal.
HELPER float finished(float value, float residual, int rectify) {
  float sum = value + residual;
  return rectify != 0 && sum <= 0 ? 0 : sum;
}

KERNEL(256)
to_bfloat16(GLOBAL const float *RESTRICT x, GLOBAL unsigned short *RESTRICT y, LONG count) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    y[at] = rounded(x[at]);
  }
}

// x [N, channels, plane] to y [N, plane, channels]. A group turns a tile of 32 by 32.
KERNEL(256)
to_channels_last(
    GLOBAL const float *RESTRICT x,
    GLOBAL unsigned short *RESTRICT y,
    int channels,
    int plane) {
  SHARED float tile[32][33];
  int tiles = (plane + 31) / 32;
  int image = GROUP_X / tiles;
  int pixel = (GROUP_X - image * tiles) * 32;
  int channel = GROUP_Y * 32;
  LONG start = (LONG)image * channels * plane;
  int column = ITEM_X % 32;
  for (int row = ITEM_X / 32; row < 32; row += 8) {
    if (channel + row < channels && pixel + column < plane) {
      tile[row][column] = x[start + (LONG)(channel + row) * plane + pixel + column];
    }
  }
  BARRIER();
  for (int row = ITEM_X / 32; row < 32; row += 8) {
    if (pixel + row < plane && channel + column < channels) {
      y[start + (LONG)(pixel + row) * channels + channel + column] = rounded(tile[column][row]);
    }
  }
}

// x [N, plane, channels] to y [N, channels, plane], with what follows a convolution: the bias of
// each channel and a residual shaped like y, either of which may be absent, and the rectifier.
KERNEL(256)
from_channels_last(
    GLOBAL const unsigned short *RESTRICT x,
    GLOBAL const float *RESTRICT bias,
    GLOBAL const float *RESTRICT residual,
    GLOBAL float *RESTRICT y,
    int channels,
    int plane,
    int rectify) {
  SHARED float tile[32][33];
  int tiles = (plane + 31) / 32;
  int image = GROUP_X / tiles;
  int pixel = (GROUP_X - image * tiles) * 32;
  int channel = GROUP_Y * 32;
  LONG start = (LONG)image * channels * plane;
  int column = ITEM_X % 32;
  for (int row = ITEM_X / 32; row < 32; row += 8) {
    if (pixel + row < plane && channel + column < channels) {
      tile[row][column] =
          widened(x[start + (LONG)(pixel + row) * channels + channel + column]);
    }
  }
  BARRIER();
  for (int row = ITEM_X / 32; row < 32; row += 8) {
    if (channel + row < channels && pixel + column < plane) {
      LONG at = start + (LONG)(channel + row) * plane + pixel + column;
      float value = tile[column][row] + (bias ? bias[channel + row] : 0);
      y[at] = finished(value, residual ? residual[at] : 0, rectify);
    }
  }
}

// What follows a convolution, in place, on y [N, channels, plane].
KERNEL(256)
finish(
    GLOBAL float *y,
    GLOBAL const float *RESTRICT bias,
    GLOBAL const float *RESTRICT residual,
    int channels,
    int plane,
    LONG count,
    int rectify) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    float value = y[at] + (bias ? bias[(int)(at / plane % channels)] : 0);
    y[at] = finished(value, residual ? residual[at] : 0, rectify);
  }
}

// Every row of y [N, columns] becomes the row x.
KERNEL(256)
fill_rows(GLOBAL const float *RESTRICT x, GLOBAL float *RESTRICT y, int columns, LONG count) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    y[at] = x[(int)(at % columns)];
  }
}
