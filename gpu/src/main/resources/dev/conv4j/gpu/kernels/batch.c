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

// Steps of moves: the codes of ImageMoves.Step.
#define MIRROR_COLUMNS 0
#define MIRROR_ROWS 1
#define SHIFT_BLACK 2
#define SHIFT_MEAN 3
#define SHIFT_EDGE 4
#define SHIFT_REFLECT 5
#define COVER 6

#define BLACK 0
#define MEAN 1

// Which pixel of an axis stands for the one at `at`; -1 for none.
HELPER int stand_in(int shift, int at, int extent) {
  if (at >= 0 && at < extent) {
    return at;
  }
  if (shift == SHIFT_EDGE) {
    return at < 0 ? 0 : extent - 1;
  }
  if (shift != SHIFT_REFLECT) {
    return -1;
  }
  if (extent == 1) {
    return 0;
  }
  int period = 2 * (extent - 1);
  int within = at % period;
  within = within < 0 ? within + period : within;
  return within < extent ? within : period - within;
}

// The pixel that stands at (row, column) once an image is moved; -1 - its colour if none does.
// `numbers` are those of the image, `program` the codes of the steps, 8 bits each.
HELPER int source_of(
    GLOBAL const int *numbers,
    int per_image,
    int steps,
    LONG program,
    int row,
    int column,
    int height,
    int width) {
  int at = per_image;
  for (int i = steps - 1; i >= 0; i--) {
    int step = (int)(program >> (8 * i)) & 255;
    if (step == MIRROR_COLUMNS) {
      at -= 1;
      column = numbers[at] ? width - 1 - column : column;
    } else if (step == MIRROR_ROWS) {
      at -= 1;
      row = numbers[at] ? height - 1 - row : row;
    } else if (step == COVER) {
      at -= 4;
      if (row >= numbers[at] && row < numbers[at + 2] && column >= numbers[at + 1] &&
          column < numbers[at + 3]) {
        return -1 - MEAN;
      }
    } else {
      at -= 2;
      row = stand_in(step, row + numbers[at], height);
      column = stand_in(step, column + numbers[at + 1], width);
      if (row < 0 || column < 0) {
        return -1 - (step == SHIFT_BLACK ? BLACK : MEAN);
      }
    }
  }
  return row * width + column;
}

// Images of bytes, each of which stands for a value of its channel, or of floats; moved, if there
// are steps.
KERNEL(256)
batch_images(
    GLOBAL const unsigned char *RESTRICT bytes,
    GLOBAL const float *RESTRICT floats,
    GLOBAL const float *RESTRICT values,
    GLOBAL const int *RESTRICT order,
    GLOBAL const int *RESTRICT numbers,
    GLOBAL const float *RESTRICT colours,
    GLOBAL float *RESTRICT into,
    LONG first,
    LONG items,
    LONG program,
    int channels,
    int height,
    int width,
    int steps,
    int per_image) {
  LONG item = (LONG)GROUP_Z * GROUPS_Y + GROUP_Y;
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  LONG plane = (LONG)height * width;
  if (item < items && at < plane * channels) {
    int channel = (int)(at / plane);
    int pixel = (int)(at - channel * plane);
    int source = pixel;
    if (steps) {
      source =
          source_of(
              numbers + item * per_image,
              per_image,
              steps,
              program,
              pixel / width,
              pixel % width,
              height,
              width);
    }
    LONG from = ((LONG)order[first + item] * channels + channel) * plane + source;
    float value;
    if (source < 0) {
      value = colours[2 * channel - 1 - source];
    } else if (bytes) {
      value = values[channel * 256 + (int)bytes[from]];
    } else {
      value = floats[from];
    }
    into[item * plane * channels + at] = value;
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
