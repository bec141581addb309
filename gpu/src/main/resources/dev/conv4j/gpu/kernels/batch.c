// Batches of examples that lie on the device, and what a training leaves for its host. Rows of
// groups are items.

// Copies `count` words to place `first` and after.
KERNEL(256)
store_words(GLOBAL const int *RESTRICT some, GLOBAL int *RESTRICT all, LONG first, LONG count) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    all[first + at] = some[at];
  }
}

KERNEL(256)
store_bytes(
    GLOBAL const unsigned char *RESTRICT some,
    GLOBAL unsigned char *RESTRICT all,
    LONG first,
    LONG count) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    all[first + at] = some[at];
  }
}

// Item i of the batch is item order[first + i] of all.
KERNEL(256)
select_items(
    GLOBAL const int *RESTRICT all,
    GLOBAL const int *RESTRICT order,
    GLOBAL int *RESTRICT into,
    LONG first,
    LONG items,
    LONG per_item) {
  LONG item = (LONG)GROUP_Z * GROUPS_Y + GROUP_Y;
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (item < items && at < per_item) {
    into[item * per_item + at] = all[(LONG)order[first + item] * per_item + at];
  }
}

// The same for bytes, each of which stands for a value of its channel.
KERNEL(256)
look_up(
    GLOBAL const unsigned char *RESTRICT all,
    GLOBAL const float *RESTRICT values,
    GLOBAL const int *RESTRICT order,
    GLOBAL float *RESTRICT into,
    LONG first,
    LONG items,
    LONG per_item,
    int plane) {
  LONG item = (LONG)GROUP_Z * GROUPS_Y + GROUP_Y;
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (item < items && at < per_item) {
    int channel = (int)at / plane;
    int value = all[(LONG)order[first + item] * per_item + at];
    into[item * per_item + at] = values[channel * 256 + value];
  }
}

// Writes down what came of a step. One work item does it all.
KERNEL(1)
note(GLOBAL const float *RESTRICT loss,
     GLOBAL const float *RESTRICT correct,
     GLOBAL float *RESTRICT results,
     GLOBAL int *RESTRICT count,
     GLOBAL float *RESTRICT guard,
     LONG rows) {
  float value = *loss;
  int row = *count;
  *count = row + 1;
  if (row < rows) {
    results[2 * (LONG)row] = value;
    results[2 * (LONG)row + 1] = *correct;
  }
  if (!(value - value == 0)) {
    *guard = value - value;
  }
}

KERNEL(256)
replace(
    GLOBAL const float *RESTRICT value,
    GLOBAL const float *RESTRICT guard,
    GLOBAL float *RESTRICT kept,
    LONG count) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  float finite = *guard;
  if (at < count && finite - finite == 0) {
    kept[at] = value[at];
  }
}
