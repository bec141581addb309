// Channels put beside each other and taken apart, and stretches of elements that are multiplied.

// Copies `count` elements of each image, from `x_at` on in x to `y_at` on in y. A work item does
// four that lie 256 apart.
KERNEL(256)
copy_channels(
    GLOBAL const float *RESTRICT x,
    GLOBAL float *RESTRICT y,
    LONG images,
    LONG count,
    LONG x_size,
    LONG x_at,
    LONG y_size,
    LONG y_at) {
  LONG image = (LONG)GROUP_Z * GROUPS_Y + GROUP_Y;
  if (image >= images) {
    return;
  }
  LONG first = (LONG)GROUP_X * 1024 + ITEM_X;
  LONG end = first + 1024 < count ? first + 1024 : count;
  GLOBAL const float *from = x + image * x_size + x_at;
  GLOBAL float *to = y + image * y_size + y_at;
  for (LONG i = first; i < end; i += 256) {
    to[i] = from[i];
  }
}

// A work item's elements of its stretch: four, a row of items apart.
#define FOR_EACH_IN_STRETCH(at)                              \
  LONG base = stretch * length;                              \
  int first = GROUP_X * 4 * ITEMS_X + ITEM_X;                \
  int end = min(first + 4 * ITEMS_X, length);                \
  for (LONG at = base + first; at < base + end; at += ITEMS_X)

KERNEL_2D(256)
shift_channels(
    GLOBAL const float *x,
    GLOBAL const float *RESTRICT shifts,
    GLOBAL float *y,
    LONG stretches,
    int channels,
    int length) {
  LONG stretch = plane_number();
  if (stretch >= stretches) {
    return;
  }
  float shift = shifts[stretch % channels];
  FOR_EACH_IN_STRETCH(at) { y[at] = x[at] + shift; }
}

KERNEL_2D(256)
scale_stretches(
    GLOBAL const float *x,
    GLOBAL const float *RESTRICT factors,
    GLOBAL float *y,
    LONG stretches,
    int length) {
  LONG stretch = plane_number();
  if (stretch >= stretches) {
    return;
  }
  float factor = factors[stretch];
  FOR_EACH_IN_STRETCH(at) { y[at] = x[at] * factor; }
}

// The sum of dy * x over each stretch, by a group.
KERNEL(256)
stretch_products(
    GLOBAL const float *RESTRICT dy,
    GLOBAL const float *RESTRICT x,
    GLOBAL float *RESTRICT sums,
    LONG stretches,
    int length) {
  SHARED float shared[256];
  LONG number = (LONG)GROUP_Z * GROUPS_Y + GROUP_Y;
  int wanted = number < stretches;
  LONG base = (wanted ? number : 0) * length;
  float sum = 0;
  for (int i = ITEM_X; i < length; i += 256) {
    sum = FMA(dy[base + i], x[base + i], sum);
  }
  sum = group_sum(sum, shared);
  if (wanted && ITEM_X == 0) {
    sums[number] = sum;
  }
}

KERNEL(256) multiply_all(GLOBAL const float *x, GLOBAL float *y, LONG count, float factor) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    y[at] = x[at] * factor;
  }
}
