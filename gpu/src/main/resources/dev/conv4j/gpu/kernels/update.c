// Steps of the optimizers, in place.

KERNEL(256)
sgd(GLOBAL float *RESTRICT parameter,
    GLOBAL const float *RESTRICT gradient,
    GLOBAL float *RESTRICT velocity,
    LONG count,
    float learning_rate,
    float momentum,
    int nesterov,
    float weight_decay) {
  LONG at = (LONG)GROUP_X * 256 + ITEM_X;
  if (at >= count) {
    return;
  }
  float p = parameter[at];
  float g = FMA(weight_decay, p, gradient[at]);
  if (velocity) {
    float v = FMA(momentum, velocity[at], g);
    velocity[at] = v;
    g = nesterov ? FMA(momentum, v, g) : v;
  }
  parameter[at] = FMA(-learning_rate, g, p);
}
