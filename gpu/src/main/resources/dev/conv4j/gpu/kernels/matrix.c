// c = op(a) · op(b), or the share of it that belongs to some of the terms.

// Element e of 256 * EACH of a factor's tile. Neighbouring items take neighbours in memory: along
// the terms, or along the rows (of a) or columns (of b).
#define PLACE(e, along_terms, size, term, line)     \
  int term = (along_terms) ? (e) % TILE_K : (e) / (size); \
  int line = (along_terms) ? (e) / TILE_K : (e) % (size)

HELPER void take_lines(
    GLOBAL const float *from,
    float *taken,
    int each,
    int size,
    int along_terms,
    int first_line,
    int lines,
    int first_term,
    int end_term,
    int pitch) {
  UNROLL for (int i = 0; i < each; i++) {
    PLACE(i * 256 + ITEM_X, along_terms, size, term, line);
    term += first_term;
    line += first_line;
    LONG at = along_terms ? (LONG)line * pitch + term : (LONG)term * pitch + line;
    taken[i] = term < end_term && line < lines ? from[at] : 0;
  }
}

HELPER void put_lines(
    const float *taken, LOCAL float *into, int each, int size, int along_terms, int pitch) {
  UNROLL for (int i = 0; i < each; i++) {
    PLACE(i * 256 + ITEM_X, along_terms, size, term, line);
    into[term * pitch + line] = taken[i];
  }
}

// Groups in x walk over the tiles, downwards first; those in y are the splits of the terms, of
// `terms` each. With one split the result is finished, with several each writes its share.
KERNEL(256)
matrix_product(
    GLOBAL const float *RESTRICT a,
    GLOBAL const float *RESTRICT b,
    GLOBAL float *RESTRICT c,
    int m,
    int n,
    int k,
    int transpose_a,
    int transpose_b,
    int terms,
    GLOBAL const float *RESTRICT bias,
    GLOBAL const float *RESTRICT residual,
    int rectified) {
  SHARED float4 a_tiles[2 * TILE_K * A_PITCH / 4];
  SHARED float4 b_tiles[2 * TILE_K * B_PITCH / 4];
  LOCAL float *as = (LOCAL float *)a_tiles;
  LOCAL float *bs = (LOCAL float *)b_tiles;
  float sum[PER_M][PER_N];
  float left[A_EACH];
  float right[B_EACH];
  int tiles = (m + TILE_M - 1) / TILE_M;
  int first_row = GROUP_X % tiles * TILE_M;
  int first_column = GROUP_X / tiles * TILE_N;
  int first_term = GROUP_Y * terms;
  int end_term = min(first_term + terms, k);
  int steps = (end_term - first_term + TILE_K - 1) / TILE_K;
  int a_pitch = transpose_a ? m : k;
  int b_pitch = transpose_b ? k : n;
  clear_tile(sum);
  if (steps > 0) {
    take_lines(a, left, A_EACH, TILE_M, !transpose_a, first_row, m, first_term, end_term, a_pitch);
    take_lines(
        b, right, B_EACH, TILE_N, transpose_b, first_column, n, first_term, end_term, b_pitch);
    put_lines(left, as, A_EACH, TILE_M, !transpose_a, A_PITCH);
    put_lines(right, bs, B_EACH, TILE_N, transpose_b, B_PITCH);
  }
  BARRIER();
  for (int step = 0; step < steps; step++) {
    int now = step & 1;
    int term = first_term + (step + 1) * TILE_K;
    if (step + 1 < steps) {
      take_lines(a, left, A_EACH, TILE_M, !transpose_a, first_row, m, term, end_term, a_pitch);
      take_lines(b, right, B_EACH, TILE_N, transpose_b, first_column, n, term, end_term, b_pitch);
    }
    multiply_tile(as + now * TILE_K * A_PITCH, bs + now * TILE_K * B_PITCH, sum);
    if (step + 1 < steps) {
      put_lines(left, as + (1 - now) * TILE_K * A_PITCH, A_EACH, TILE_M, !transpose_a, A_PITCH);
      put_lines(right, bs + (1 - now) * TILE_K * B_PITCH, B_EACH, TILE_N, transpose_b, B_PITCH);
    }
    BARRIER();
  }
  LONG share = (LONG)GROUP_Y * m * n;
  UNROLL for (int i = 0; i < PER_M; i++) {
    int row = first_row + TILE_ROW(i);
    UNROLL for (int j = 0; j < PER_N; j++) {
      int column = first_column + TILE_COLUMN(j);
      if (row < m && column < n) {
        LONG at = (LONG)row * n + column;
        c[share + at] = finished(sum[i][j], bias ? bias[column] : 0, residual, at, rectified);
      }
    }
  }
}

// Products of one pair of factors after the other, for Winograd's method: groups in y are the
// pairs. b and c have rows of `pitch`, a multiple of TILE_N.
KERNEL(256)
batched_products(
    GLOBAL const float *RESTRICT a,
    GLOBAL const float *RESTRICT b,
    GLOBAL float *RESTRICT c,
    int m,
    int k,
    int padded_m,
    int padded_k,
    int pitch) {
  SHARED float4 a_tiles[2 * TILE_K * A_PITCH / 4];
  SHARED float4 b_tiles[2 * TILE_K * B_PITCH / 4];
  LOCAL float *as = (LOCAL float *)a_tiles;
  LOCAL float *bs = (LOCAL float *)b_tiles;
  float sum[PER_M][PER_N];
  float right[B_EACH];
  float4 run;
  int tiles = padded_m / TILE_M;
  int first_row = GROUP_X % tiles * TILE_M;
  int first_column = GROUP_X / tiles * TILE_N;
  int steps = padded_k / TILE_K;
  a += (LONG)GROUP_Y * padded_k * padded_m + first_row;
  b += (LONG)GROUP_Y * k * pitch;
  c += (LONG)GROUP_Y * m * pitch;
  clear_tile(sum);
  run = packed_run(a, 0, padded_m);
  take_lines(b, right, B_EACH, TILE_N, 0, first_column, pitch, 0, k, pitch);
  put_packed_run(run, as);
  put_lines(right, bs, B_EACH, TILE_N, 0, B_PITCH);
  BARRIER();
  for (int step = 0; step < steps; step++) {
    int now = step & 1;
    if (step + 1 < steps) {
      run = packed_run(a, step + 1, padded_m);
      take_lines(b, right, B_EACH, TILE_N, 0, first_column, pitch, (step + 1) * TILE_K, k, pitch);
    }
    multiply_tile(as + now * TILE_K * A_PITCH, bs + now * TILE_K * B_PITCH, sum);
    if (step + 1 < steps) {
      put_packed_run(run, as + (1 - now) * TILE_K * A_PITCH);
      put_lines(right, bs + (1 - now) * TILE_K * B_PITCH, B_EACH, TILE_N, 0, B_PITCH);
    }
    BARRIER();
  }
  UNROLL for (int i = 0; i < PER_M; i++) {
    int row = first_row + TILE_ROW(i);
    if (row < m) {
      UNROLL for (int j = 0; j < PER_N; j += 4) {
        *(GLOBAL float4 *)(c + (LONG)row * pitch + first_column + TILE_COLUMN(j)) =
            FLOAT4(sum[i][j], sum[i][j + 1], sum[i][j + 2], sum[i][j + 3]);
      }
    }
  }
}
