package dev.conv4j.cpu;

/** The sums in plain Java, four totals for each; products are rounded before they are added. */
final class ScalarChannelSums implements ChannelSums {
  private static final int TOTALS = 4;

  @Override
  public int room() {
    return 2;
  }

  @Override
  public void sum(float[] values, int from, int count, float[] into) {
    into[0] = CpuReduction.sum(values, from, count);
  }

  @Override
  public void moments(float[] values, int from, int count, float centre, float[] into) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float q0 = 0;
    float q1 = 0;
    float q2 = 0;
    float q3 = 0;
    int i = from;
    for (int end = from + count - TOTALS; i <= end; i += TOTALS) {
      float d0 = values[i] - centre;
      float d1 = values[i + 1] - centre;
      float d2 = values[i + 2] - centre;
      float d3 = values[i + 3] - centre;
      s0 += d0;
      s1 += d1;
      s2 += d2;
      s3 += d3;
      q0 += d0 * d0;
      q1 += d1 * d1;
      q2 += d2 * d2;
      q3 += d3 * d3;
    }
    for (; i < from + count; i++) {
      float d = values[i] - centre;
      s0 += d;
      q0 += d * d;
    }
    into[0] = (s0 + s2) + (s1 + s3);
    into[1] = (q0 + q2) + (q1 + q3);
  }

  @Override
  public void products(
      float[] a, int aAt, float[] b, int bAt, int count, float centre, float[] into) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float p0 = 0;
    float p1 = 0;
    float p2 = 0;
    float p3 = 0;
    int i = 0;
    for (int end = count - TOTALS; i <= end; i += TOTALS) {
      s0 += a[aAt + i];
      s1 += a[aAt + i + 1];
      s2 += a[aAt + i + 2];
      s3 += a[aAt + i + 3];
      p0 += a[aAt + i] * (b[bAt + i] - centre);
      p1 += a[aAt + i + 1] * (b[bAt + i + 1] - centre);
      p2 += a[aAt + i + 2] * (b[bAt + i + 2] - centre);
      p3 += a[aAt + i + 3] * (b[bAt + i + 3] - centre);
    }
    for (; i < count; i++) {
      s0 += a[aAt + i];
      p0 += a[aAt + i] * (b[bAt + i] - centre);
    }
    into[0] = (s0 + s2) + (s1 + s3);
    into[1] = (p0 + p2) + (p1 + p3);
  }
}
