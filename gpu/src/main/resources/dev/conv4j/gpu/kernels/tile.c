// A tile of a matrix product: TILE_M rows by TILE_N columns by 256 work items, each of which keeps
// PER_M by PER_N sums in registers. The factors come by way of local memory, TILE_K terms at a
// time, in two buffers: while one is multiplied, the next terms are on their way to registers.
// Every sum takes its terms one after the other, whatever the size of the tile.
//
// No work item leaves a kernel with barriers early: also where all of a group do, PoCL's compiler
// makes code of it that writes where it must not. Groups that are not wanted go along with the
// first, and write nothing.

#define ITEMS_N (TILE_N / PER_N)
#define A_PITCH (TILE_M + 4)
#define B_PITCH (TILE_N + 4)
#define A_EACH (TILE_M * TILE_K / 256)
#define B_EACH (TILE_N * TILE_K / 256)

// An item's rows are runs of four, so that they are read as one; likewise its columns.
#define TILE_ROW(i) ((i) / 4 * (TILE_M / (PER_M / 4)) + ITEM_X / ITEMS_N * 4 + (i) % 4)
#define TILE_COLUMN(j) ((j) / 4 * (TILE_N / (PER_N / 4)) + ITEM_X % ITEMS_N * 4 + (j) % 4)

HELPER void clear_tile(float (*sum)[PER_N]) {
  UNROLL for (int i = 0; i < PER_M; i++) {
    UNROLL for (int j = 0; j < PER_N; j++) { sum[i][j] = 0; }
  }
}

HELPER void multiply_tile(LOCAL const float *a, LOCAL const float *b, float (*sum)[PER_N]) {
  int row = TILE_ROW(0);
  int column = TILE_COLUMN(0);
  UNROLL_TERMS for (int k = 0; k < TILE_K; k++) {
    float left[PER_M];
    float right[PER_N];
    UNROLL for (int i = 0; i < PER_M; i += 4) {
      float4 run =
          *(LOCAL const float4 *)(a + k * A_PITCH + row + i / 4 * (TILE_M / (PER_M / 4)));
      left[i] = run.x;
      left[i + 1] = run.y;
      left[i + 2] = run.z;
      left[i + 3] = run.w;
    }
    UNROLL for (int j = 0; j < PER_N; j += 4) {
      float4 run =
          *(LOCAL const float4 *)(b + k * B_PITCH + column + j / 4 * (TILE_N / (PER_N / 4)));
      right[j] = run.x;
      right[j + 1] = run.y;
      right[j + 2] = run.z;
      right[j + 3] = run.w;
    }
    UNROLL for (int i = 0; i < PER_M; i++) {
      UNROLL for (int j = 0; j < PER_N; j++) { sum[i][j] = FMA(left[i], right[j], sum[i][j]); }
    }
  }
}

// Filters lie packed: [terms, rounded up to TILE_K][rows, rounded up to TILE_M], zeros for what
// was rounded up. Each item brings one run of four, where there are enough.
HELPER float4 packed_run(GLOBAL const float *a, int step, int pitch) {
  int k = ITEM_X / (TILE_M / 4);
  int row = ITEM_X % (TILE_M / 4) * 4;
  return k < TILE_K ? *(GLOBAL const float4 *)(a + ((LONG)step * TILE_K + k) * pitch + row)
                    : FLOAT4(0, 0, 0, 0);
}

HELPER void put_packed_run(float4 run, LOCAL float *a) {
  int k = ITEM_X / (TILE_M / 4);
  if (k < TILE_K) {
    *(LOCAL float4 *)(a + k * A_PITCH + ITEM_X % (TILE_M / 4) * 4) = run;
  }
}
