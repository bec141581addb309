// What several sources share.

// a / b, rounded once also where the device's own division is off by more.
HELPER float quotient(float a, float b) {
  float q = a / b;
  float rest = FMA(-q, b, a);
  float better = q + rest / b;
  return ABS(q) < INFINITE && ABS(better) < INFINITE ? better : q;
}

// numerator / sqrt(variance + epsilon), rounded about once: what the sum, the root and the quotient
// lose is computed and put back.
HELPER float scaled(float numerator, float variance, float epsilon) {
  float sum = variance + epsilon;
  float part = sum - variance;
  float lost = (variance - (sum - part)) + (epsilon - part);
  float root = SQRT(sum);
  float q = numerator / root;
  float root_lost = (FMA(-root, root, sum) + lost) / (2 * root);
  float rest = FMA(-q, root, numerator) - q * root_lost;
  float better = q + rest / root;
  return ABS(q) < INFINITE && ABS(better) < INFINITE ? better : q;
}

// The number of a work item's plane where items in y, and groups in y and z, count planes.
HELPER LONG plane_number() {
  return ((LONG)GROUP_Z * GROUPS_Y + GROUP_Y) * ITEMS_Y + ITEM_Y;
}

// The sum of a value of each of 256 work items, as a tree; sums has room for 256.
HELPER float group_sum(float value, LOCAL float *sums) {
  int item = ITEM_X;
  BARRIER();
  sums[item] = value;
  BARRIER();
  for (int reach = 128; reach > 0; reach /= 2) {
    if (item < reach) {
      sums[item] += sums[item + reach];
    }
    BARRIER();
  }
  return sums[0];
}
