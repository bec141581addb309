// Losses. A group of 64 work items does a row of logits; what a row adds to the loss is written
// down, and one group adds up all rows, in a tree.

// The largest value of 64 items, or the sum of theirs, as a tree.
HELPER float row_most(float value, LOCAL float *shared) {
  int item = ITEM_X;
  BARRIER();
  shared[item] = value;
  BARRIER();
  for (int reach = 32; reach > 0; reach /= 2) {
    if (item < reach && shared[item + reach] > shared[item]) {
      shared[item] = shared[item + reach];
    }
    BARRIER();
  }
  return shared[0];
}

HELPER float row_sum(float value, LOCAL float *shared) {
  int item = ITEM_X;
  BARRIER();
  shared[item] = value;
  BARRIER();
  for (int reach = 32; reach > 0; reach /= 2) {
    if (item < reach) {
      shared[item] += shared[item + reach];
    }
    BARRIER();
  }
  return shared[0];
}

// The softmax of each row and, with labels, its cross-entropy against a label of which `smoothing`
// is spread evenly over all classes.
KERNEL(64)
softmax(
    GLOBAL const float *RESTRICT logits,
    GLOBAL const int *RESTRICT labels,
    GLOBAL float *RESTRICT probabilities,
    GLOBAL float *RESTRICT row_losses,
    int classes,
    float smoothing) {
  SHARED float shared[64];
  LONG row = GROUP_X;
  GLOBAL const float *in = logits + row * classes;
  GLOBAL float *out = probabilities + row * classes;
  float most = -INFINITE;
  for (int i = ITEM_X; i < classes; i += 64) {
    most = in[i] > most ? in[i] : most;
  }
  most = row_most(most, shared);
  float sum = 0;
  float distance = 0;
  for (int i = ITEM_X; i < classes; i += 64) {
    float shifted = in[i] - most;
    sum += EXP(shifted);
    distance += shifted;
  }
  sum = row_sum(sum, shared);
  distance = row_sum(distance, shared);
  for (int i = ITEM_X; i < classes; i += 64) {
    out[i] = quotient(EXP(in[i] - most), sum);
  }
  if (labels && ITEM_X == 0) {
    float log_sum = LOG(sum);
    float loss = (1 - smoothing) * (log_sum - (in[labels[row]] - most));
    row_losses[row] =
        smoothing == 0 ? loss : loss + smoothing * (log_sum - quotient(distance, (float)classes));
  }
}

KERNEL(256)
cross_entropy_gradient(
    GLOBAL const float *RESTRICT d_loss,
    GLOBAL const float *RESTRICT probabilities,
    GLOBAL const int *RESTRICT labels,
    GLOBAL float *RESTRICT d_logits,
    LONG count,
    int rows,
    int classes,
    float smoothing) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    LONG row = at / classes;
    int i = (int)(at - row * classes);
    float target = (i == labels[row] ? 1 - smoothing : 0) + quotient(smoothing, (float)classes);
    d_logits[at] = quotient(d_loss[0] * (probabilities[at] - target), (float)rows);
  }
}

// Squared distances of 256 * each elements, added up.
KERNEL(256)
squared_distances(
    GLOBAL const float *RESTRICT prediction,
    GLOBAL const float *RESTRICT target,
    GLOBAL float *RESTRICT sums,
    LONG count,
    int each) {
  SHARED float shared[256];
  LONG first = (LONG)GROUP_X * 256 * each;
  LONG end = first + (LONG)256 * each < count ? first + (LONG)256 * each : count;
  float sum = 0;
  for (LONG at = first + ITEM_X; at < end; at += 256) {
    float distance = prediction[at] - target[at];
    sum = FMA(distance, distance, sum);
  }
  sum = group_sum(sum, shared);
  if (ITEM_X == 0) {
    sums[GROUP_X] = sum;
  }
}

KERNEL(256)
squared_distances_gradient(
    GLOBAL const float *RESTRICT d_loss,
    GLOBAL const float *RESTRICT prediction,
    GLOBAL const float *RESTRICT target,
    GLOBAL float *RESTRICT d_prediction,
    LONG count) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    d_prediction[at] = quotient(2 * d_loss[0], (float)count) * (prediction[at] - target[at]);
  }
}

// The sum of all values divided by `divisor`, by one group.
KERNEL(256)
mean_of(
    GLOBAL const float *RESTRICT values, GLOBAL float *RESTRICT mean, LONG count, LONG divisor) {
  SHARED float shared[256];
  float sum = 0;
  for (LONG at = ITEM_X; at < count; at += 256) {
    sum += values[at];
  }
  sum = group_sum(sum, shared);
  if (ITEM_X == 0) {
    mean[0] = quotient(sum, (float)divisor);
  }
}

// Whether the first largest logit of each row is its label: 1 or 0. A NaN is larger than nothing,
// and nothing is larger than a NaN that stands first.
KERNEL(64)
correct_rows(
    GLOBAL const float *RESTRICT logits,
    GLOBAL const int *RESTRICT labels,
    GLOBAL float *RESTRICT correct,
    int classes) {
  SHARED float values[64];
  SHARED int places[64];
  LONG row = GROUP_X;
  int item = ITEM_X;
  GLOBAL const float *in = logits + row * classes;
  float most = -INFINITE;
  int place = classes;
  for (int i = item; i < classes; i += 64) {
    if (in[i] > most || (place == classes && in[i] == most)) {
      most = in[i];
      place = i;
    }
  }
  values[item] = most;
  places[item] = place;
  BARRIER();
  for (int reach = 32; reach > 0; reach /= 2) {
    if (item < reach) {
      float other = values[item + reach];
      if (other > values[item] ||
          (other == values[item] && places[item + reach] < places[item])) {
        values[item] = other;
        places[item] = places[item + reach];
      }
    }
    BARRIER();
  }
  if (item == 0) {
    correct[row] = labels[row] == (in[0] != in[0] ? 0 : places[0]) ? 1 : 0;
  }
}
