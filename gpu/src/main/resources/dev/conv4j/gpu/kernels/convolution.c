// The next term: taps of a row, then rows of taps, then channels.
#define NEXT_TERM()              \
  if (++tap_column == taps_width) { \
    tap_column = 0;              \
    if (++tap_row == taps_height) { \
      tap_row = 0;               \
      channel++;                 \
    }                            \
  }

// Reads what belongs to one pixel and B_EACH terms in a row, then skips the terms of other items.
#define TAKE_TERMS()                                                                        \
  UNROLL for (int e = 0; e < B_EACH; e++) {                                                 \
    int y = top + tap_row * tap_row_step;                                                   \
    int x = left + tap_column * tap_column_step;                                            \
    int seen = there && channel < source_channels && y >= 0 && y < source_height && x >= 0 && \
               x < source_width;                                                            \
    right[e] = seen ? image[(channel * source_height + y) * source_width + x] : 0;          \
    NEXT_TERM()                                                                             \
  }                                                                                         \
  tap_column += skip_column;                                                                \
  if (tap_column >= taps_width) {                                                           \
    tap_column -= taps_width;                                                               \
    tap_row++;                                                                              \
  }                                                                                         \
  tap_row += skip_row;                                                                      \
  if (tap_row >= taps_height) {                                                             \
    tap_row -= taps_height;                                                                 \
    channel++;                                                                              \
  }                                                                                         \
  channel += skip_channel;

#define PUT_TERMS(into)                                                                \
  UNROLL for (int e = 0; e < B_EACH; e++) {                                            \
    (into)[(ITEM_X / TILE_N * B_EACH + e) * B_PITCH + ITEM_X % TILE_N] = right[e];     \
  }

// Groups in x walk over the tiles, over all channels first; in y and z over groups of channels.
KERNEL(256)
slide(
    GLOBAL const float *RESTRICT source,
    GLOBAL const float *RESTRICT filters,
    GLOBAL float *RESTRICT result,
    int padded_channels,
    int padded_terms,
    GLOBAL const float *RESTRICT bias,
    GLOBAL const float *RESTRICT residual,
    int rectified,
    SLIDE_PARAMETERS) {
  SHARED float4 a_tiles[2 * TILE_K * A_PITCH / 4];
  SHARED float4 b_tiles[2 * TILE_K * B_PITCH / 4];
  LOCAL float *as = (LOCAL float *)a_tiles;
  LOCAL float *bs = (LOCAL float *)b_tiles;
  float sum[PER_M][PER_N];
  float right[B_EACH];
  float4 run;
  int number_in_grid = GROUP_Z * GROUPS_Y + GROUP_Y;
  int wanted = number_in_grid < groups;
  int group = wanted ? number_in_grid : 0;
  int tiles = padded_channels / TILE_M;
  int first_channel = GROUP_X % tiles * TILE_M;
  LONG first_pixel = (LONG)(GROUP_X / tiles) * TILE_N;
  int steps = padded_terms / TILE_K;
  int pixels = rows * columns;

  LONG pixel = first_pixel + ITEM_X % TILE_N;
  LONG image_number = pixel / pixels;
  int rest = (int)(pixel - image_number * pixels);
  int there = image_number < images;
  int top = rest / columns * source_row_step + source_first_row;
  int left = rest % columns * source_column_step + source_first_column;
  GLOBAL const float *image =
      source + (there ? (image_number * groups + group) * source_channels * source_height *
                            source_width
                      : 0);
  int area = max(taps_height * taps_width, 1);
  int taps_in_row = max(taps_width, 1);
  int term = ITEM_X / TILE_N * B_EACH;
  int channel = term / area;
  int tap_row = term % area / taps_in_row;
  int tap_column = term % area % taps_in_row;
  int skip_channel = (TILE_K - B_EACH) / area;
  int skip_row = (TILE_K - B_EACH) % area / taps_in_row;
  int skip_column = (TILE_K - B_EACH) % area % taps_in_row;

  filters += (LONG)group * padded_terms * padded_channels + first_channel;
  clear_tile(sum);
  if (steps > 0) {
    run = packed_run(filters, 0, padded_channels);
    TAKE_TERMS()
    put_packed_run(run, as);
    PUT_TERMS(bs)
  }
  BARRIER();
  for (int step = 0; step < steps; step++) {
    int now = step & 1;
    if (step + 1 < steps) {
      run = packed_run(filters, step + 1, padded_channels);
      TAKE_TERMS()
    }
    multiply_tile(as + now * TILE_K * A_PITCH, bs + now * TILE_K * B_PITCH, sum);
    if (step + 1 < steps) {
      put_packed_run(run, as + (1 - now) * TILE_K * A_PITCH);
      PUT_TERMS(bs + (1 - now) * TILE_K * B_PITCH)
    }
    BARRIER();
  }

  if (row_step == 1 && column_step == 1 && pixels % 4 == 0) {
    UNROLL for (int j = 0; j < PER_N; j += 4) {
      LONG out = first_pixel + TILE_COLUMN(j);
      LONG number = out / pixels;
      int within = (int)(out - number * pixels);
      if (wanted && number < images) {
        UNROLL for (int i = 0; i < PER_M; i++) {
          int c = first_channel + TILE_ROW(i);
          if (c < channels) {
            int of_all = group * channels + c;
            LONG at = (number * groups * channels + of_all) * pixels + within;
            float added = bias ? bias[of_all] : 0;
            *(GLOBAL float4 *)(result + at) =
                FLOAT4(finished(sum[i][j], added, residual, at, rectified),
                       finished(sum[i][j + 1], added, residual, at + 1, rectified),
                       finished(sum[i][j + 2], added, residual, at + 2, rectified),
                       finished(sum[i][j + 3], added, residual, at + 3, rectified));
          }
        }
      }
    }
  } else {
    LONG plane = (LONG)height * width;
    UNROLL for (int j = 0; j < PER_N; j++) {
      LONG out = first_pixel + TILE_COLUMN(j);
      LONG number = out / pixels;
      int within = (int)(out - number * pixels);
      if (wanted && number < images) {
        LONG place = (LONG)(first_row + within / columns * row_step) * width + first_column +
                     within % columns * column_step;
        UNROLL for (int i = 0; i < PER_M; i++) {
          int c = first_channel + TILE_ROW(i);
          if (c < channels) {
            int of_all = group * channels + c;
            LONG at = (number * groups * channels + of_all) * plane + place;
            result[at] = finished(sum[i][j], bias ? bias[of_all] : 0, residual, at, rectified);
          }
        }
      }
    }
  }
}

#define NOWHERE (-(1 << 29))

// The gradient by the filters: rows are the channels of dy, columns a filter's taps in all
// channels, terms the pixels of dy in all images. Groups in x walk over the tiles; those in y and z
// over groups of channels and, in each, over splits of the pixels.
KERNEL(256)
weight_gradient(
    GLOBAL const float *RESTRICT dy,
    GLOBAL const float *RESTRICT source,
    GLOBAL float *RESTRICT shares,
    int splits,
    LONG pixels_each,
    SLIDE_PARAMETERS) {
  SHARED float4 a_tiles[2 * TILE_K * A_PITCH / 4];
  SHARED float4 b_tiles[2 * TILE_K * B_PITCH / 4];
  SHARED int offsets[TILE_N];
  SHARED int tap_rows[TILE_N];
  SHARED int tap_columns[TILE_N];
  LOCAL float *as = (LOCAL float *)a_tiles;
  LOCAL float *bs = (LOCAL float *)b_tiles;
  float sum[PER_M][PER_N];
  float left[A_EACH];
  float right[B_EACH];
  int number_in_grid = GROUP_Z * GROUPS_Y + GROUP_Y;
  int wanted = number_in_grid < groups * splits;
  int number = wanted ? number_in_grid : 0;
  int group = number / splits;
  int split = number % splits;
  int tiles = (channels + TILE_M - 1) / TILE_M;
  int first_channel = GROUP_X % tiles * TILE_M;
  int first_tap = GROUP_X / tiles * TILE_N;
  int area = taps_height * taps_width;
  int all_taps = source_channels * area;
  int pixels = rows * columns;
  int source_plane = source_height * source_width;

  for (int t = ITEM_X; t < TILE_N; t += 256) {
    int tap = first_tap + t;
    int row = tap % area / taps_width * tap_row_step;
    int column = tap % area % taps_width * tap_column_step;
    int inside = tap < all_taps;
    tap_rows[t] = inside ? row : NOWHERE;
    tap_columns[t] = inside ? column : NOWHERE;
    offsets[t] = inside ? tap / area * source_plane + row * source_width + column : 0;
  }

  LONG begin = split * pixels_each;
  LONG all_pixels = (LONG)images * pixels;
  LONG end = begin + pixels_each < all_pixels ? begin + pixels_each : all_pixels;
  int steps = (int)((end - begin + TILE_K - 1) / TILE_K);
  int lane = ITEM_X % TILE_K;
  int line = ITEM_X / TILE_K;
  LONG pixel = begin + lane;
  LONG image = pixel / pixels;
  int within = (int)(pixel - image * pixels);

  clear_tile(sum);
  BARRIER();
  for (int step = 0; step <= steps; step++) {
    int now = step & 1;
    if (step < steps) {
      int there = pixel < end;
      int top = within / columns * source_row_step + source_first_row;
      int beside = within % columns * source_column_step + source_first_column;
      GLOBAL const float *gradient =
          dy + (there ? (image * groups + group) * channels * pixels + within : 0);
      GLOBAL const float *from =
          source + (there ? (image * groups + group) * source_channels * source_plane : 0);
      UNROLL for (int i = 0; i < A_EACH; i++) {
        int c = first_channel + line + i * (256 / TILE_K);
        left[i] = there && c < channels ? gradient[(LONG)c * pixels] : 0;
      }
      UNROLL for (int i = 0; i < B_EACH; i++) {
        int t = line + i * (256 / TILE_K);
        int y = top + tap_rows[t];
        int x = beside + tap_columns[t];
        int seen = there && y >= 0 && y < source_height && x >= 0 && x < source_width;
        right[i] = seen ? from[offsets[t] + top * source_width + beside] : 0;
      }
      pixel += TILE_K;
      within += TILE_K;
      while (within >= pixels) {
        within -= pixels;
        image++;
      }
    }
    if (step > 0) {
      multiply_tile(as + (1 - now) * TILE_K * A_PITCH, bs + (1 - now) * TILE_K * B_PITCH, sum);
    }
    if (step < steps) {
      UNROLL for (int i = 0; i < A_EACH; i++) {
        as[(now * TILE_K + lane) * A_PITCH + line + i * (256 / TILE_K)] = left[i];
      }
      UNROLL for (int i = 0; i < B_EACH; i++) {
        bs[(now * TILE_K + lane) * B_PITCH + line + i * (256 / TILE_K)] = right[i];
      }
    }
    BARRIER();
  }

  shares += ((LONG)split * groups + group) * channels * all_taps;
  UNROLL for (int i = 0; i < PER_M; i++) {
    int c = first_channel + TILE_ROW(i);
    UNROLL for (int j = 0; j < PER_N; j++) {
      int tap = first_tap + TILE_COLUMN(j);
      if (wanted && c < channels && tap < all_taps) {
        shares[(LONG)c * all_taps + tap] = sum[i][j];
      }
    }
  }
}
