// Cross-entropy against a table that says how much each class of each row counts. The softmax and
// the sums of rows are those of the plain losses.

// Where the labels of a batch weigh nothing together, the loss and its gradient are 0.
HELPER float weighted_mean(float sum, float divisor) {
  return divisor == 0 ? 0 * sum : quotient(sum, divisor);
}

// The table for labels; null weights are ones.
KERNEL(256)
label_targets(
    GLOBAL const int *RESTRICT labels,
    GLOBAL const float *RESTRICT weights,
    GLOBAL float *RESTRICT wanted,
    LONG count,
    int classes,
    float smoothing) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    LONG row = at / classes;
    int i = (int)(at - row * classes);
    float share = (i == labels[row] ? 1 - smoothing : 0) + quotient(smoothing, (float)classes);
    wanted[at] = weights ? weights[i] * share : share;
  }
}

// The sum of the weights of all labels, by one group.
KERNEL(256)
label_weights(
    GLOBAL const int *RESTRICT labels,
    GLOBAL const float *RESTRICT weights,
    GLOBAL float *RESTRICT total,
    LONG rows) {
  SHARED float shared[256];
  float sum = 0;
  for (LONG row = ITEM_X; row < rows; row += 256) {
    sum += weights[labels[row]];
  }
  sum = group_sum(sum, shared);
  if (ITEM_X == 0) {
    total[0] = sum;
  }
}

KERNEL(256)
soft_targets(
    GLOBAL const float *RESTRICT targets,
    GLOBAL const float *RESTRICT weights,
    GLOBAL float *RESTRICT wanted,
    LONG count,
    int classes,
    float smoothing) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    int i = (int)(at % classes);
    float share = FMA(1 - smoothing, targets[at], quotient(smoothing, (float)classes));
    wanted[at] = weights ? weights[i] * share : share;
  }
}

// The softmax of each row, and what the row adds to the loss before it is divided.
KERNEL(64)
weighted_cross_entropy(
    GLOBAL const float *RESTRICT logits,
    GLOBAL const float *RESTRICT wanted,
    GLOBAL float *RESTRICT probabilities,
    GLOBAL float *RESTRICT row_losses,
    int classes) {
  SHARED float shared[64];
  LONG row = GROUP_X;
  GLOBAL const float *in = logits + row * classes;
  GLOBAL const float *table = wanted + row * classes;
  float most = -INFINITE;
  for (int i = ITEM_X; i < classes; i += 64) {
    most = in[i] > most ? in[i] : most;
  }
  most = row_most(most, shared);
  float sum = 0;
  float total = 0;
  float distances = 0;
  for (int i = ITEM_X; i < classes; i += 64) {
    sum += EXP(in[i] - most);
    total += table[i];
    distances += table[i] == 0 ? 0 : table[i] * (most - in[i]);
  }
  sum = row_sum(sum, shared);
  total = row_sum(total, shared);
  distances = row_sum(distances, shared);
  for (int i = ITEM_X; i < classes; i += 64) {
    probabilities[row * classes + i] = quotient(EXP(in[i] - most), sum);
  }
  if (ITEM_X == 0) {
    row_losses[row] = FMA(total, LOG(sum), distances);
  }
}

KERNEL(64)
weighted_cross_entropy_gradient(
    GLOBAL const float *RESTRICT d_loss,
    GLOBAL const float *RESTRICT probabilities,
    GLOBAL const float *RESTRICT wanted,
    GLOBAL const float *RESTRICT divisor,
    GLOBAL float *RESTRICT d_logits,
    int classes) {
  SHARED float shared[64];
  LONG base = (LONG)GROUP_X * classes;
  float total = 0;
  for (int i = ITEM_X; i < classes; i += 64) {
    total += wanted[base + i];
  }
  total = row_sum(total, shared);
  for (int i = ITEM_X; i < classes; i += 64) {
    float slope = probabilities[base + i] * total - wanted[base + i];
    d_logits[base + i] = weighted_mean(d_loss[0] * slope, divisor[0]);
  }
}

// The sum of all values, divided by a number on the device, by one group.
KERNEL(256)
sum_divided(
    GLOBAL const float *RESTRICT values,
    GLOBAL const float *RESTRICT divisor,
    GLOBAL float *RESTRICT result,
    LONG count) {
  SHARED float shared[256];
  float sum = 0;
  for (LONG at = ITEM_X; at < count; at += 256) {
    sum += values[at];
  }
  sum = group_sum(sum, shared);
  if (ITEM_X == 0) {
    result[0] = weighted_mean(sum, divisor[0]);
  }
}
