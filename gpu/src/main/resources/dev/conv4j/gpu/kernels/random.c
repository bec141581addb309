// What is done at random, by Philox 4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy
// as 1, 2, 3"): the numbers of the host's RandomStream.

HELPER unsigned int upper_half(unsigned int a, unsigned int b) {
  return (unsigned int)(((unsigned LONG)a * b) >> 32);
}

// One block of four numbers.
HELPER void philox(
    unsigned int block,
    unsigned int c1,
    unsigned int c2,
    unsigned int c3,
    unsigned int key0,
    unsigned int key1,
    unsigned int *numbers) {
  unsigned int c0 = block;
  for (int round = 0; round < 10; round++) {
    unsigned int next0 = upper_half(0xCD9E8D57u, c2) ^ c1 ^ key0;
    unsigned int next2 = upper_half(0xD2511F53u, c0) ^ c3 ^ key1;
    c1 = 0xCD9E8D57u * c2;
    c3 = 0xD2511F53u * c0;
    c0 = next0;
    c2 = next2;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  numbers[0] = c0;
  numbers[1] = c1;
  numbers[2] = c2;
  numbers[3] = c3;
}

// Elements whose numbers have upper bits below the threshold become 0; `together` elements in a row
// share a number.
KERNEL(256)
dropout(
    GLOBAL const float *RESTRICT x,
    GLOBAL float *RESTRICT y,
    GLOBAL const int *RESTRICT step,
    LONG count,
    LONG together,
    int key0,
    int key1,
    int counter,
    int threshold,
    float scale) {
  LONG first = ((LONG)GROUP_X * 256 + ITEM_X) * 4;
  LONG last = first + 4 < count ? first + 4 : count;
  LONG block = -1;
  unsigned int numbers[4];
  for (LONG at = first; at < last; at++) {
    LONG drawn = at / together;
    if (drawn / 4 != block) {
      block = drawn / 4;
      philox((unsigned int)block, counter, step[0], step[1], key0, key1, numbers);
    }
    int place = (int)(drawn & 3);
    unsigned int number = place == 0   ? numbers[0]
                          : place == 1 ? numbers[1]
                          : place == 2 ? numbers[2]
                                       : numbers[3];
    y[at] = x[at] * ((int)(number >> 8) < threshold ? 0 : scale);
  }
}
