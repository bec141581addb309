// Steps of the optimizers, in place. The numbers of a step lie in the device's memory: the learning
// rate and two corrections. Unless the guard, if there is one, is finite, nothing is changed.

HELPER int may_step(GLOBAL const float *guard) {
  if (!guard) {
    return 1;
  }
  float value = *guard;
  return value - value == 0;
}

KERNEL(256)
sgd(GLOBAL float *RESTRICT parameter,
    GLOBAL const float *RESTRICT gradient,
    GLOBAL float *RESTRICT velocity,
    GLOBAL const float *RESTRICT numbers,
    GLOBAL const float *RESTRICT guard,
    LONG count,
    float rate_factor,
    float momentum,
    int nesterov,
    float weight_decay) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at >= count || !may_step(guard)) {
    return;
  }
  float rate = rate_factor * numbers[0];
  float p = parameter[at];
  float g = FMA(weight_decay, p, gradient[at]);
  if (velocity) {
    float v = FMA(momentum, velocity[at], g);
    velocity[at] = v;
    g = nesterov ? FMA(momentum, v, g) : v;
  }
  parameter[at] = FMA(-rate, g, p);
}

KERNEL(256)
adam(GLOBAL float *RESTRICT parameter,
     GLOBAL const float *RESTRICT gradient,
     GLOBAL float *RESTRICT mean,
     GLOBAL float *RESTRICT square,
     GLOBAL const float *RESTRICT numbers,
     GLOBAL const float *RESTRICT guard,
     LONG count,
     float rate_factor,
     float beta1,
     float beta2,
     float epsilon,
     float weight_decay,
     int decoupled) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at >= count || !may_step(guard)) {
    return;
  }
  float rate = rate_factor * numbers[0];
  float p = parameter[at];
  float g = gradient[at];
  if (decoupled) {
    p = FMA(-rate * weight_decay, p, p);
  } else {
    g = FMA(weight_decay, p, g);
  }
  float m = FMA(beta1, mean[at], (1 - beta1) * g);
  float s = FMA(beta2, square[at], (1 - beta2) * g * g);
  mean[at] = m;
  square[at] = s;
  parameter[at] = p - quotient(rate, numbers[1]) * quotient(m, quotient(SQRT(s), numbers[2]) + epsilon);
}

KERNEL(256)
rms_prop(GLOBAL float *RESTRICT parameter,
         GLOBAL const float *RESTRICT gradient,
         GLOBAL float *RESTRICT square,
         GLOBAL float *RESTRICT velocity,
         GLOBAL float *RESTRICT average,
         GLOBAL const float *RESTRICT numbers,
         GLOBAL const float *RESTRICT guard,
         LONG count,
         float rate_factor,
         float alpha,
         float epsilon,
         float momentum,
         float weight_decay) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at >= count || !may_step(guard)) {
    return;
  }
  float p = parameter[at];
  float g = FMA(weight_decay, p, gradient[at]);
  float s = FMA(alpha, square[at], (1 - alpha) * g * g);
  square[at] = s;
  float spread = s;
  if (average) {
    float a = FMA(alpha, average[at], (1 - alpha) * g);
    average[at] = a;
    spread = FMA(-a, a, s);
    spread = spread > 0 ? spread : 0;
  }
  float step = quotient(g, SQRT(spread) + epsilon);
  if (velocity) {
    step = FMA(momentum, velocity[at], step);
    velocity[at] = step;
  }
  parameter[at] = FMA(-rate_factor * numbers[0], step, p);
}

// The sum of the squares of a slice of x, for each group.
KERNEL(256)
squares_of_slices(
    GLOBAL const float *RESTRICT x, GLOBAL float *RESTRICT sums, LONG count, LONG per_slice) {
  SHARED float shared[256];
  LONG begin = GROUP_X * per_slice;
  LONG end = begin + per_slice < count ? begin + per_slice : count;
  float sum = 0;
  for (LONG at = begin + ITEM_X; at < end; at += 256) {
    sum = FMA(x[at], x[at], sum);
  }
  sum = group_sum(sum, shared);
  if (ITEM_X == 0) {
    sums[GROUP_X] = sum;
  }
}

// Adds the sums of the slices, at most 256, to a scalar.
KERNEL(256)
add_slices(GLOBAL const float *RESTRICT sums, GLOBAL float *RESTRICT total, int slices) {
  SHARED float shared[256];
  float sum = group_sum(ITEM_X < slices ? sums[ITEM_X] : 0, shared);
  if (ITEM_X == 0) {
    *total += sum;
  }
}

KERNEL(256)
clip_norm(
    GLOBAL float *RESTRICT gradient, GLOBAL const float *RESTRICT squares, LONG count, float most) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    float factor = quotient(most, SQRT(*squares) + 1e-6f);
    gradient[at] *= factor < 1 || factor != factor ? factor : 1;
  }
}

KERNEL(256)
clip_value(GLOBAL float *RESTRICT gradient, LONG count, float bound) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at < count) {
    float g = gradient[at];
    gradient[at] = g > bound ? bound : g < -bound ? -bound : g;
  }
}
