// Losses that compare element by element. Each group adds up 256 * each elements.

#define FOR_EACH_OF_GROUP(at)                                                             \
  LONG first = (LONG)GROUP_X * 256 * each;                                                \
  LONG end = first + (LONG)256 * each < count ? first + (LONG)256 * each : count;         \
  for (LONG at = first + ITEM_X; at < end; at += 256)

KERNEL(256)
absolute_distances(
    GLOBAL const float *RESTRICT prediction,
    GLOBAL const float *RESTRICT target,
    GLOBAL float *RESTRICT sums,
    LONG count,
    int each) {
  SHARED float shared[256];
  float sum = 0;
  FOR_EACH_OF_GROUP(at) { sum += ABS(prediction[at] - target[at]); }
  sum = group_sum(sum, shared);
  if (ITEM_X == 0) {
    sums[GROUP_X] = sum;
  }
}

// What is neither more nor less nor equal is no number, and stays none.
KERNEL(256)
absolute_distances_gradient(
    GLOBAL const float *RESTRICT d_loss,
    GLOBAL const float *RESTRICT prediction,
    GLOBAL const float *RESTRICT target,
    GLOBAL float *RESTRICT d_prediction,
    LONG count) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    float distance = prediction[at] - target[at];
    float sign = distance > 0 ? 1 : distance < 0 ? -1 : distance == 0 ? 0 : distance;
    d_prediction[at] = sign * quotient(d_loss[0], (float)count);
  }
}

KERNEL(256)
binary_losses(
    GLOBAL const float *RESTRICT logits,
    GLOBAL const float *RESTRICT targets,
    GLOBAL const float *RESTRICT weights,
    GLOBAL float *RESTRICT sums,
    LONG count,
    int each,
    int classes) {
  SHARED float shared[256];
  float sum = 0;
  FOR_EACH_OF_GROUP(at) {
    float x = logits[at];
    float rest = LOG1P(EXP(-ABS(x)));
    float down = targets[at] * (weights ? weights[at % classes] : 1);
    sum += down * ((x < 0 ? -x : 0) + rest) + (1 - targets[at]) * ((x > 0 ? x : 0) + rest);
  }
  sum = group_sum(sum, shared);
  if (ITEM_X == 0) {
    sums[GROUP_X] = sum;
  }
}

KERNEL(256)
binary_losses_gradient(
    GLOBAL const float *RESTRICT d_loss,
    GLOBAL const float *RESTRICT logits,
    GLOBAL const float *RESTRICT targets,
    GLOBAL const float *RESTRICT weights,
    GLOBAL float *RESTRICT d_logits,
    LONG count,
    int classes) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    float x = logits[at];
    float e = EXP(-ABS(x));
    float large = quotient(1, 1 + e);
    float small = quotient(e, 1 + e);
    float up = (1 - targets[at]) * (x < 0 ? small : large);
    float down = targets[at] * (weights ? weights[at % classes] : 1) * (x < 0 ? large : small);
    d_logits[at] = quotient(d_loss[0], (float)count) * (up - down);
  }
}
