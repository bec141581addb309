// Normalisation over groups: a tensor is [rows, groups, channels of a group, pixels], of which the
// last two, `size` elements, are normalised together by one group of work items.

// A group's place; one past the last goes along with the first and writes nothing.
#define FIND_GROUP()                                      \
  LONG number = (LONG)GROUP_Z * GROUPS_Y + GROUP_Y;      \
  int wanted = number < count;                            \
  LONG place = wanted ? number : 0;                       \
  LONG base = place * size;                               \
  int first_channel = (int)(place % groups) * per_group;

// The mean from the distances to the first element; the variance from the distances to the mean,
// less what the rounding of the mean has added.
KERNEL(256)
group_normalize(
    GLOBAL const float *RESTRICT x,
    GLOBAL const float *RESTRICT gamma,
    GLOBAL const float *RESTRICT beta,
    GLOBAL float *RESTRICT y,
    GLOBAL float *RESTRICT means,
    GLOBAL float *RESTRICT variances,
    LONG count,
    LONG size,
    int groups,
    int per_group,
    int pixels,
    float epsilon) {
  SHARED float shared[256];
  FIND_GROUP()
  float start = x[base];
  float sum = 0;
  for (LONG i = ITEM_X; i < size; i += 256) {
    sum += x[base + i] - start;
  }
  float n = (float)size;
  float mean = start + quotient(group_sum(sum, shared), n);
  float squares = 0;
  sum = 0;
  for (LONG i = ITEM_X; i < size; i += 256) {
    float distance = x[base + i] - mean;
    squares = FMA(distance, distance, squares);
    sum += distance;
  }
  float off = quotient(group_sum(sum, shared), n);
  float variance = FMA(-off, off, quotient(group_sum(squares, shared), n));
  variance = variance < 0 ? 0 : variance;
  if (wanted) {
    for (LONG i = ITEM_X; i < size; i += 256) {
      int channel = first_channel + (int)(i / pixels);
      float scale = scaled(gamma ? gamma[channel] : 1, variance, epsilon);
      y[base + i] = FMA(x[base + i] - mean, scale, beta ? beta[channel] : 0);
    }
    if (means && ITEM_X == 0) {
      means[number] = mean;
      variances[number] = variance;
    }
  }
}

KERNEL(256)
group_normalize_gradient(
    GLOBAL const float *RESTRICT dy,
    GLOBAL const float *RESTRICT x,
    GLOBAL const float *RESTRICT means,
    GLOBAL const float *RESTRICT variances,
    GLOBAL const float *RESTRICT gamma,
    GLOBAL float *RESTRICT dx,
    LONG count,
    LONG size,
    int groups,
    int per_group,
    int pixels,
    float epsilon) {
  SHARED float shared[256];
  FIND_GROUP()
  float mean = means[place];
  float variance = variances[place];
  float sum = 0;
  float slopes = 0;
  for (LONG i = ITEM_X; i < size; i += 256) {
    float g = dy[base + i] * (gamma ? gamma[first_channel + (int)(i / pixels)] : 1);
    sum += g;
    slopes = FMA(g, x[base + i] - mean, slopes);
  }
  sum = group_sum(sum, shared);
  slopes = group_sum(slopes, shared);
  float n = (float)size;
  float inverse = scaled(1, variance, epsilon);
  float shift = quotient(sum, n);
  float slope = quotient(slopes * inverse * inverse, n);
  if (wanted) {
    for (LONG i = ITEM_X; i < size; i += 256) {
      float g = dy[base + i] * (gamma ? gamma[first_channel + (int)(i / pixels)] : 1);
      dx[base + i] = inverse * FMA(mean - x[base + i], slope, g - shift);
    }
  }
}

// The gradients of scale and shift of one channel, by a group: over all rows and pixels.
KERNEL(256)
group_parameter_gradients(
    GLOBAL const float *RESTRICT dy,
    GLOBAL const float *RESTRICT x,
    GLOBAL const float *RESTRICT means,
    GLOBAL const float *RESTRICT variances,
    GLOBAL float *RESTRICT dgamma,
    GLOBAL float *RESTRICT dbeta,
    LONG elements,
    int channels,
    int groups,
    int per_group,
    int pixels,
    float epsilon) {
  SHARED float shared[256];
  LONG number = (LONG)GROUP_Z * GROUPS_Y + GROUP_Y;
  int wanted = number < channels;
  int channel = wanted ? (int)number : 0;
  float slopes = 0;
  float sum = 0;
  for (LONG i = ITEM_X; i < elements; i += 256) {
    LONG row = i / pixels;
    LONG at = (row * channels + channel) * pixels + (i - row * pixels);
    LONG place = row * groups + channel / per_group;
    float distance = x[at] - means[place];
    slopes = FMA(dy[at], scaled(distance, variances[place], epsilon), slopes);
    sum += dy[at];
  }
  slopes = group_sum(slopes, shared);
  sum = group_sum(sum, shared);
  if (wanted && ITEM_X == 0) {
    dgamma[channel] = slopes;
    dbeta[channel] = sum;
  }
}
