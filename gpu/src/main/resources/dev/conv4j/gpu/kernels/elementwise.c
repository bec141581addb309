// One output element for one input element. A work item does four neighbours; where fewer are left
// at the end, it does those one by one.

KERNEL(256) fill(GLOBAL float *y, LONG count, float value) {
  LONG at = ((LONG)GROUP_X * 256 + ITEM_X) * 4;
  if (at + 4 <= count) {
    *(GLOBAL float4 *)(y + at) = FLOAT4(value, value, value, value);
  } else {
    for (; at < count; at++) {
      y[at] = value;
    }
  }
}

KERNEL(256) add(GLOBAL const float *a, GLOBAL const float *b, GLOBAL float *y, LONG count) {
  LONG at = ((LONG)GROUP_X * 256 + ITEM_X) * 4;
  if (at + 4 <= count) {
    float4 p = *(GLOBAL const float4 *)(a + at);
    float4 q = *(GLOBAL const float4 *)(b + at);
    *(GLOBAL float4 *)(y + at) = FLOAT4(p.x + q.x, p.y + q.y, p.z + q.z, p.w + q.w);
  } else {
    for (; at < count; at++) {
      y[at] = a[at] + b[at];
    }
  }
}

// A NaN stays NaN: it compares as neither less nor equal.
HELPER float rectified(float x) { return x <= 0 ? 0 : x; }

KERNEL(256) relu(GLOBAL const float *x, GLOBAL float *y, LONG count) {
  LONG at = ((LONG)GROUP_X * 256 + ITEM_X) * 4;
  if (at + 4 <= count) {
    float4 p = *(GLOBAL const float4 *)(x + at);
    *(GLOBAL float4 *)(y + at) =
        FLOAT4(rectified(p.x), rectified(p.y), rectified(p.z), rectified(p.w));
  } else {
    for (; at < count; at++) {
      y[at] = rectified(x[at]);
    }
  }
}

KERNEL(256)
relu_gradient(
    GLOBAL const float *RESTRICT dy,
    GLOBAL const float *RESTRICT x,
    GLOBAL float *RESTRICT dx,
    LONG count) {
  LONG at = ((LONG)GROUP_X * 256 + ITEM_X) * 4;
  if (at + 4 <= count) {
    float4 p = *(GLOBAL const float4 *)(x + at);
    float4 q = *(GLOBAL const float4 *)(dy + at);
    *(GLOBAL float4 *)(dx + at) =
        FLOAT4(p.x > 0 ? q.x : 0, p.y > 0 ? q.y : 0, p.z > 0 ? q.z : 0, p.w > 0 ? q.w : 0);
  } else {
    for (; at < count; at++) {
      dx[at] = x[at] > 0 ? dy[at] : 0;
    }
  }
}
