// Winograd's F(4×4, 3×3), with the matrices of Lavin and Gray 2015, arXiv:1509.09308: squares of
// 6×6 pixels and filters are transformed, multiplied element by element as 36 matrix products over
// the channels, and transformed back to squares of 4×4.

// B^T d of six numbers.
HELPER void image_line(const float *d, int step, float *out, int out_step) {
  float d0 = d[0], d1 = d[step], d2 = d[2 * step], d3 = d[3 * step], d4 = d[4 * step];
  float d5 = d[5 * step];
  float even = FMA(-4, d2, d4);
  float odd = FMA(-4, d1, d3);
  float second = d4 - d2;
  float twice = 2 * (d3 - d1);
  out[0] = FMA(4, d0, FMA(-5, d2, d4));
  out[out_step] = even + odd;
  out[2 * out_step] = even - odd;
  out[3 * out_step] = second + twice;
  out[4 * out_step] = second - twice;
  out[5 * out_step] = FMA(4, d1, FMA(-5, d3, d5));
}

// G g of three numbers.
HELPER void filter_line(const float *g, int step, float *out, int out_step) {
  float g0 = g[0], g1 = g[step], g2 = g[2 * step];
  float outer = (g0 + g2) * (1 / 6.0f);
  float far = FMA(g0, 1 / 24.0f, g2 * (1 / 6.0f));
  out[0] = g0 * 0.25f;
  out[out_step] = -FMA(g1, 1 / 6.0f, outer);
  out[2 * out_step] = FMA(g1, 1 / 6.0f, -outer);
  out[3 * out_step] = FMA(g1, 1 / 12.0f, far);
  out[4 * out_step] = FMA(g1, -1 / 12.0f, far);
  out[5 * out_step] = g2;
}

// A^T m of six numbers.
HELPER void result_line(const float *m, int step, float *out, int out_step) {
  float sum = m[step] + m[2 * step];
  float difference = m[step] - m[2 * step];
  float far_sum = m[3 * step] + m[4 * step];
  float far_difference = m[3 * step] - m[4 * step];
  out[0] = m[0] + (sum + far_sum);
  out[out_step] = FMA(2, far_difference, difference);
  out[2 * out_step] = FMA(4, far_sum, sum);
  out[3 * out_step] = m[5 * step] + FMA(8, far_difference, difference);
}

// Filters to [36][padded_sources][padded_channels]; zeros for what was rounded up. `flipped` for
// the input gradient.
KERNEL(256)
winograd_filters(
    GLOBAL const float *RESTRICT w,
    GLOBAL float *RESTRICT packed,
    int channels,
    int sources,
    int padded_channels,
    int padded_sources,
    int channel_pitch,
    int source_pitch,
    int flipped) {
  int channel = GROUP_X * 256 + ITEM_X;
  int source = GROUP_Z * GROUPS_Y + GROUP_Y;
  float filter[9];
  float lines[18];
  float square[36];
  if (source >= padded_sources || channel >= padded_channels) {
    return;
  }
  UNROLL for (int i = 0; i < 9; i++) {
    filter[i] = channel < channels && source < sources
                    ? w[(LONG)channel * channel_pitch + (LONG)source * source_pitch +
                        (flipped ? 8 - i : i)]
                    : 0;
  }
  UNROLL for (int j = 0; j < 3; j++) { filter_line(filter + j, 3, lines + j, 3); }
  UNROLL for (int i = 0; i < 6; i++) { filter_line(lines + 3 * i, 1, square + 6 * i, 1); }
  UNROLL for (int e = 0; e < 36; e++) {
    packed[((LONG)e * padded_sources + source) * padded_channels + channel] = square[e];
  }
}

// Images to [36][sources][pitch]: for each tile, row by row and image by image, the square that it
// sees, which begins `padding` before it; the first image lies at `offset`. Zeros for the tiles that were rounded up.
KERNEL(256)
winograd_images(
    GLOBAL const float *RESTRICT images,
    GLOBAL float *RESTRICT squares,
    int tiles,
    int pitch,
    int sources,
    int height,
    int width,
    int tile_rows,
    int tile_columns,
    int padding_height,
    int padding_width,
    LONG offset) {
  int tile = GROUP_X * 256 + ITEM_X;
  int source = GROUP_Z * GROUPS_Y + GROUP_Y;
  float pixels[36];
  float square[36];
  if (source >= sources || tile >= pitch) {
    return;
  }
  int image = tile / (tile_rows * tile_columns);
  int top = tile / tile_columns % tile_rows * 4 - padding_height;
  int left = tile % tile_columns * 4 - padding_width;
  GLOBAL const float *from =
      images + offset + (tile < tiles ? ((LONG)image * sources + source) * height * width : 0);
  UNROLL for (int e = 0; e < 36; e++) {
    int y = top + e / 6;
    int x = left + e % 6;
    int seen = tile < tiles && y >= 0 && y < height && x >= 0 && x < width;
    pixels[e] = seen ? from[y * width + x] : 0;
  }
  UNROLL for (int j = 0; j < 6; j++) { image_line(pixels + j, 6, square + j, 6); }
  UNROLL for (int i = 0; i < 6; i++) { image_line(square + 6 * i, 1, pixels + 6 * i, 1); }
  UNROLL for (int e = 0; e < 36; e++) {
    squares[((LONG)e * sources + source) * pitch + tile] = pixels[e];
  }
}

// Products [36][channels][pitch] to the pixels of the result.
KERNEL(256)
winograd_results(
    GLOBAL const float *RESTRICT products,
    GLOBAL float *RESTRICT result,
    int tiles,
    int pitch,
    int channels,
    int height,
    int width,
    int tile_rows,
    int tile_columns,
    GLOBAL const float *RESTRICT bias,
    GLOBAL const float *RESTRICT residual,
    int rectified,
    LONG offset) {
  int tile = GROUP_X * 256 + ITEM_X;
  int channel = GROUP_Z * GROUPS_Y + GROUP_Y;
  float square[36];
  float lines[24];
  float pixels[16];
  if (channel >= channels || tile >= tiles) {
    return;
  }
  UNROLL for (int e = 0; e < 36; e++) {
    square[e] = products[((LONG)e * channels + channel) * pitch + tile];
  }
  UNROLL for (int j = 0; j < 6; j++) { result_line(square + j, 6, lines + j, 6); }
  UNROLL for (int i = 0; i < 4; i++) { result_line(lines + 6 * i, 1, pixels + 4 * i, 1); }
  int image = tile / (tile_rows * tile_columns);
  int top = tile / tile_columns % tile_rows * 4;
  int left = tile % tile_columns * 4;
  LONG plane = offset + ((LONG)image * channels + channel) * height * width;
  float added = bias ? bias[channel] : 0;
  UNROLL for (int e = 0; e < 16; e++) {
    int y = top + e / 4;
    int x = left + e % 4;
    if (y < height && x < width) {
      LONG at = plane + y * width + x;
      result[at] = finished(pixels[e], added, residual, at, rectified);
    }
  }
}
