// Activation functions; KIND_ words number them. Exponentials are the device's own, of arguments of
// 0 or less; all else is made of them so that small values keep their digits. A NaN stays NaN.

HELPER float sigmoid(float x) {
  float e = EXP(-ABS(x));
  float larger = quotient(1, 1 + e);
  return x < 0 ? e * larger : larger;
}

// sigmoid(x) * sigmoid(-x).
HELPER float sigmoid_slope(float x) {
  float e = EXP(-ABS(x));
  float larger = quotient(1, 1 + e);
  return e * larger * larger;
}

HELPER float hyperbolic_tangent(float x) {
  float e = EXP_LESS_ONE(-2 * ABS(x));
  float t = quotient(e, 2 + e);
  return x < 0 ? t : -t;
}

// exp(-x * x / 2), for x from 0 to 15; what rounding the square loses is put back.
HELPER float bell(float x) {
  float square = x * x;
  float lost = FMA(x, x, -square);
  float e = EXP(-0.5f * square);
  return FMA(e, -0.5f * lost, e);
}

// The probability of the normal distribution below x, given its bell at |x|: beyond |x| it is that
// times a polynomial of t = 1 / (1 + |x| / 4), fitted from 0 to 15.
HELPER float normal_below(float x, float end, float density) {
  float t = quotient(1, FMA(0.25f, end, 1));
  float sum = FMA(0.016071474f, t, -0.06022585f);
  sum = FMA(sum, t, 0.046119936f);
  sum = FMA(sum, t, 0.035075154f);
  sum = FMA(sum, t, 0.007866204f);
  sum = FMA(sum, t, 0.08885936f);
  sum = FMA(sum, t, 0.07138857f);
  sum = FMA(sum, t, 0.09561157f);
  sum = FMA(sum, t, 0.09948557f);
  sum = FMA(sum, t, 0.099748015f);
  float tail = density * (t * sum);
  return x < 0 ? tail : 1 - tail;
}

// |x|, at most 15: farther out nothing of the distribution is left.
HELPER float normal_end(float x) {
  float end = ABS(x);
  return end > 15 ? 15 : end;
}

#define GELU_SCALE 1.59576912f
#define GELU_CUBE 0.0713548163f

HELPER float gelu_argument(float x) { return x * FMA(GELU_CUBE * x, x, GELU_SCALE); }

HELPER float gelu_slope(float x) {
  float end = normal_end(x);
  float density = bell(end);
  return FMA(x, density * 0.398942280f, normal_below(x, end, density));
}

// Beyond 16 the sigmoid is flat to the last bit.
HELPER float gelu_tanh_slope(float x) {
  float bounded = x > 16 ? 16 : x < -16 ? -16 : x;
  float argument = gelu_argument(bounded);
  float slope = FMA(3 * GELU_CUBE * bounded, bounded, GELU_SCALE);
  return FMA(bounded * sigmoid_slope(argument), slope, sigmoid(argument));
}

HELPER float from_0_to_6(float x) { return x <= 0 ? 0 : x >= 6 ? 6 : x; }

HELPER float activated(float x, int kind, float a) {
  switch (kind) {
    case KIND_RELU6:
      return from_0_to_6(x);
    case KIND_LEAKY_RELU:
      return x > 0 ? x : a * x;
    case KIND_ELU:
      return x > 0 ? x : a * EXP_LESS_ONE(x);
    case KIND_SILU:
      return x * sigmoid(x);
    case KIND_GELU: {
      float end = normal_end(x);
      return x * normal_below(x, end, bell(end));
    }
    case KIND_GELU_TANH:
      return x * sigmoid(gelu_argument(x));
    case KIND_HARDSWISH:
      return x * quotient(from_0_to_6(x + 3), 6);
    case KIND_SIGMOID:
      return sigmoid(x);
    default:
      return hyperbolic_tangent(x);
  }
}

HELPER float activated_slope(float x, int kind, float a) {
  switch (kind) {
    case KIND_RELU6:
      return x > 0 && x < 6 ? 1 : 0;
    case KIND_LEAKY_RELU:
      return x > 0 ? 1 : a;
    case KIND_ELU:
      return x > 0 ? 1 : a * EXP(x);
    case KIND_SILU:
      return FMA(x, sigmoid_slope(x), sigmoid(x));
    case KIND_GELU:
      return gelu_slope(x);
    case KIND_GELU_TANH:
      return gelu_tanh_slope(x);
    case KIND_HARDSWISH:
      return x <= -3 ? 0 : x >= 3 ? 1 : quotient(x, 3) + 0.5f;
    case KIND_SIGMOID:
      return sigmoid_slope(x);
    default:
      return 4 * sigmoid_slope(2 * x);
  }
}

KERNEL(256)
activate(GLOBAL const float *x, GLOBAL float *y, LONG count, int kind, float a) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    y[at] = activated(x[at], kind, a);
  }
}

KERNEL(256)
activate_gradient(
    GLOBAL const float *RESTRICT dy,
    GLOBAL const float *RESTRICT x,
    GLOBAL float *RESTRICT dx,
    LONG count,
    int kind,
    float a) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    dx[at] = dy[at] * activated_slope(x[at], kind, a);
  }
}

// values where x > 0, else values times the channel's weight; `into` may be `x` and `values`.
KERNEL_2D(256)
parametric_relu(
    GLOBAL const float *values,
    GLOBAL const float *x,
    GLOBAL const float *RESTRICT weight,
    GLOBAL float *into,
    int planes,
    int channels,
    int pixels,
    int weights) {
  LONG plane = plane_number();
  int pixel = GROUP_X * ITEMS_X + ITEM_X;
  if (plane < planes && pixel < pixels) {
    LONG at = plane * pixels + pixel;
    float w = weight[(int)plane % channels % weights];
    into[at] = x[at] > 0 ? values[at] : w * values[at];
  }
}

// What each element adds to the gradient of its weight.
KERNEL(256)
parametric_relu_terms(
    GLOBAL const float *RESTRICT dy,
    GLOBAL const float *RESTRICT x,
    GLOBAL float *RESTRICT terms,
    LONG count) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    terms[at] = x[at] > 0 ? 0 : dy[at] * x[at];
  }
}

// The softmax over a pixel's channels, which lie `pixels` apart; `all` counts the pixels of all
// images.
KERNEL(256)
channel_softmax(
    GLOBAL const float *RESTRICT x, GLOBAL float *RESTRICT y, LONG all, int channels, int pixels) {
  LONG number = (LONG)GROUP_X * 256 + ITEM_X;
  if (number >= all) {
    return;
  }
  LONG first = number / pixels * pixels * channels + number % pixels;
  LONG end = first + (LONG)channels * pixels;
  float most = -INFINITE;
  for (LONG at = first; at < end; at += pixels) {
    most = x[at] > most ? x[at] : most;
  }
  float sum = 0;
  for (LONG at = first; at < end; at += pixels) {
    sum += EXP(x[at] - most);
  }
  for (LONG at = first; at < end; at += pixels) {
    y[at] = quotient(EXP(x[at] - most), sum);
  }
}

KERNEL(256)
channel_softmax_gradient(
    GLOBAL const float *RESTRICT dy,
    GLOBAL const float *RESTRICT y,
    GLOBAL float *RESTRICT dx,
    LONG all,
    int channels,
    int pixels) {
  LONG number = (LONG)GROUP_X * 256 + ITEM_X;
  if (number >= all) {
    return;
  }
  LONG first = number / pixels * pixels * channels + number % pixels;
  LONG end = first + (LONG)channels * pixels;
  float sum = 0;
  for (LONG at = first; at < end; at += pixels) {
    sum = FMA(dy[at], y[at], sum);
  }
  for (LONG at = first; at < end; at += pixels) {
    dx[at] = y[at] * (dy[at] - sum);
  }
}
