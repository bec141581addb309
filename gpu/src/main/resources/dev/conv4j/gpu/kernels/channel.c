// Batch normalisation, and sums over channels. An image batch [N, C, ...] is N * C planes of
// `pixels` elements. A channel's elements are cut into `slices` of equal size, as the sizes alone
// decide; each is summed by one group, in a tree, and the slices' sums are added in their order.

// Where a work item stands in a channel: items take every 256th element of a slice.
#define FOR_EACH_ELEMENT(at)                                            \
  LONG begin = GROUP_X * per_slice;                                     \
  LONG end = begin + per_slice < elements ? begin + per_slice : elements; \
  LONG first = begin + ITEM_X;                                          \
  LONG image = first / pixels;                                          \
  int pixel = (int)(first - image * pixels);                            \
  LONG at = (image * channels + channel) * pixels + pixel;              \
  for (LONG element = first; element < end; element += 256,             \
            at = next_element(at, &pixel, pixels, channels))

// 256 elements on: past the planes of other channels where the plane ends.
HELPER LONG next_element(LONG at, int *pixel, int pixels, int channels) {
  int next = *pixel + 256;
  at += 256;
  if (next >= pixels) {
    int planes = next / pixels;
    next -= planes * pixels;
    at += (LONG)planes * (channels - 1) * pixels;
  }
  *pixel = next;
  return at;
}

// A group's channel; a group past the last goes along with the first and writes nothing.
#define FIND_CHANNEL()                                \
  int number_in_grid = GROUP_Z * GROUPS_Y + GROUP_Y; \
  int wanted = number_in_grid < channels;            \
  int channel = wanted ? number_in_grid : 0;

// The sum of x - shift, where the shift is the channel's first element or, without `shifted`, 0.
KERNEL(256)
slice_sums(
    GLOBAL const float *RESTRICT x,
    GLOBAL float *RESTRICT sums,
    int channels,
    int pixels,
    LONG elements,
    LONG per_slice,
    int slices,
    int shifted) {
  SHARED float shared[256];
  FIND_CHANNEL()
  float shift = shifted ? x[(LONG)channel * pixels] : 0;
  float sum = 0;
  FOR_EACH_ELEMENT(at) { sum += x[at] - shift; }
  sum = group_sum(sum, shared);
  if (wanted && ITEM_X == 0) {
    sums[(LONG)channel * slices + GROUP_X] = sum;
  }
}

// The sums of the squares of x - mean, and after those of all channels the sums of x - mean: what
// rounding the mean has left.
KERNEL(256)
slice_squares(
    GLOBAL const float *RESTRICT x,
    GLOBAL const float *RESTRICT mean,
    GLOBAL float *RESTRICT sums,
    int channels,
    int pixels,
    LONG elements,
    LONG per_slice,
    int slices) {
  SHARED float shared[256];
  FIND_CHANNEL()
  float middle = mean[channel];
  float squares = 0;
  float sum = 0;
  FOR_EACH_ELEMENT(at) {
    float distance = x[at] - middle;
    squares = FMA(distance, distance, squares);
    sum += distance;
  }
  squares = group_sum(squares, shared);
  sum = group_sum(sum, shared);
  if (wanted && ITEM_X == 0) {
    sums[(LONG)channel * slices + GROUP_X] = squares;
    sums[((LONG)channels + channel) * slices + GROUP_X] = sum;
  }
}

// The sums of dy * (x - mean), and after those of all channels the sums of dy.
KERNEL(256)
slice_gradients(
    GLOBAL const float *RESTRICT dy,
    GLOBAL const float *RESTRICT x,
    GLOBAL const float *RESTRICT mean,
    GLOBAL float *RESTRICT sums,
    int channels,
    int pixels,
    LONG elements,
    LONG per_slice,
    int slices) {
  SHARED float shared[256];
  FIND_CHANNEL()
  float middle = mean[channel];
  float slopes = 0;
  float sum = 0;
  FOR_EACH_ELEMENT(at) {
    float gradient = dy[at];
    slopes = FMA(gradient, x[at] - middle, slopes);
    sum += gradient;
  }
  slopes = group_sum(slopes, shared);
  sum = group_sum(sum, shared);
  if (wanted && ITEM_X == 0) {
    sums[(LONG)channel * slices + GROUP_X] = slopes;
    sums[((LONG)channels + channel) * slices + GROUP_X] = sum;
  }
}

HELPER float sum_of_slices(GLOBAL const float *sums, LONG channel, int slices) {
  float sum = 0;
  for (int slice = 0; slice < slices; slice++) {
    sum += sums[channel * slices + slice];
  }
  return sum;
}

KERNEL(256)
total_sums(
    GLOBAL const float *RESTRICT sums, GLOBAL float *RESTRICT total, int channels, int slices) {
  int channel = GROUP_X * 256 + ITEM_X;
  if (channel < channels) {
    total[channel] = sum_of_slices(sums, channel, slices);
  }
}

// The mean: the shift, and the mean distance from it.
KERNEL(256)
total_means(
    GLOBAL const float *RESTRICT sums,
    GLOBAL float *RESTRICT mean,
    int channels,
    int pixels,
    LONG elements,
    int slices,
    GLOBAL const float *RESTRICT x) {
  int channel = GROUP_X * 256 + ITEM_X;
  if (channel < channels) {
    float shift = x[(LONG)channel * pixels];
    mean[channel] = shift + quotient(sum_of_slices(sums, channel, slices), (float)elements);
  }
}

// The variance: the mean square of the distances from a rounded mean, less the square of how far
// the rounded mean is from the true one (Chan et al. 1983, "Algorithms for Computing the Sample
// Variance", equation 1.7).
KERNEL(256)
total_variances(
    GLOBAL const float *RESTRICT sums,
    GLOBAL float *RESTRICT variance,
    int channels,
    int pixels,
    LONG elements,
    int slices) {
  int channel = GROUP_X * 256 + ITEM_X;
  if (channel < channels) {
    float n = (float)elements;
    float off = quotient(sum_of_slices(sums, (LONG)channels + channel, slices), n);
    float square = quotient(sum_of_slices(sums, channel, slices), n);
    float value = FMA(-off, off, square);
    variance[channel] = value < 0 ? 0 : value;
  }
}

KERNEL(256)
total_gradients(
    GLOBAL const float *RESTRICT sums,
    GLOBAL const float *RESTRICT variance,
    GLOBAL float *RESTRICT dgamma,
    GLOBAL float *RESTRICT dbeta,
    int channels,
    int slices,
    float epsilon) {
  int channel = GROUP_X * 256 + ITEM_X;
  if (channel < channels) {
    float slopes = sum_of_slices(sums, channel, slices);
    dgamma[channel] = scaled(slopes, variance[channel], epsilon);
    dbeta[channel] = sum_of_slices(sums, (LONG)channels + channel, slices);
  }
}

// A work item's pixels of its plane: each 32nd, four of them.
#define FOR_EACH_PIXEL(at)                                   \
  LONG base = plane * pixels;                                \
  int first = GROUP_X * 4 * ITEMS_X + ITEM_X;                \
  int end = min(first + 4 * ITEMS_X, pixels);                \
  for (LONG at = base + first; at < base + end; at += ITEMS_X)

KERNEL_2D(256)
batch_normalize(
    GLOBAL const float *RESTRICT x,
    GLOBAL const float *RESTRICT mean,
    GLOBAL const float *RESTRICT variance,
    GLOBAL const float *RESTRICT gamma,
    GLOBAL const float *RESTRICT beta,
    GLOBAL float *RESTRICT y,
    int planes,
    int channels,
    int pixels,
    float epsilon) {
  LONG plane = plane_number();
  if (plane >= planes) {
    return;
  }
  int channel = (int)plane % channels;
  float middle = mean[channel];
  float scale = scaled(gamma[channel], variance[channel], epsilon);
  float shift = beta[channel];
  FOR_EACH_PIXEL(at) { y[at] = FMA(x[at] - middle, scale, shift); }
}

KERNEL_2D(256)
batch_normalize_gradient(
    GLOBAL const float *RESTRICT dy,
    GLOBAL const float *RESTRICT x,
    GLOBAL const float *RESTRICT mean,
    GLOBAL const float *RESTRICT variance,
    GLOBAL const float *RESTRICT gamma,
    GLOBAL const float *RESTRICT dgamma,
    GLOBAL const float *RESTRICT dbeta,
    GLOBAL float *RESTRICT dx,
    int planes,
    int channels,
    int pixels,
    LONG elements,
    float epsilon) {
  LONG plane = plane_number();
  if (plane >= planes) {
    return;
  }
  int channel = (int)plane % channels;
  float middle = mean[channel];
  float scale = scaled(gamma[channel], variance[channel], epsilon);
  float shift = quotient(dbeta[channel], (float)elements);
  float slope = quotient(scaled(dgamma[channel], variance[channel], epsilon), (float)elements);
  FOR_EACH_PIXEL(at) { dx[at] = scale * FMA(middle - x[at], slope, dy[at] - shift); }
}

KERNEL(256)
blend(
    GLOBAL const float *RESTRICT running,
    GLOBAL const float *RESTRICT observed,
    GLOBAL float *RESTRICT next,
    LONG count,
    float share,
    float factor) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    next[at] = (1 - share) * running[at] + share * (factor * observed[at]);
  }
}
