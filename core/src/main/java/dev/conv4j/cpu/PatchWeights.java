package dev.conv4j.cpu;

/**
 * How the filters of a {@link PatchPart} are packed: panel by panel, in a panel term by term; zeros
 * fill the last one.
 */
final class PatchWeights {
  /** Channels of which one task packs the weights. */
  private static final int PACKED_CHANNELS = 16;

  private final MicroKernel micro;
  private final int groups;
  private final int channels;
  private final int filters;

  /** Where each term's weight for filter 0 of group 0 is. */
  private final int[] weightAt;

  private final int weightStride;
  private final int terms;
  private final int panels;

  /** Whether the weights of a filter stand term by term. */
  private final boolean weightsFollow;

  PatchWeights(
      MicroKernel micro,
      int groups,
      int channels,
      int filters,
      Axis rows,
      Axis columns,
      WeightLayout layout) {
    this.micro = micro;
    this.groups = groups;
    this.channels = channels;
    this.filters = filters;
    this.weightStride = layout.filterStride();
    this.weightAt = layout.places(channels, rows, columns);
    this.terms = weightAt.length;
    this.panels = Math.ceilDiv(filters, micro.denseRows());
    this.weightsFollow = weightAt[terms - 1] == terms - 1;
  }

  /** Terms of a filter. */
  int terms() {
    return terms;
  }

  /** The floats of the packed weights. */
  long packedCount() {
    return (long) groups * panels * micro.denseRows() * terms;
  }

  /** Where a term of a panel begins. */
  int at(int group, int panel, int term) {
    return ((group * panels + panel) * terms + term) * micro.denseRows();
  }

  /** Packs the weights to {@code packedAt}. */
  void pack(Workers workers, float[] w, float[] packed, int packedAt) {
    if (weightStride == 1 || weightsFollow) {
      workers.run(
          groups * panels,
          packedCount(),
          0,
          (task, scratch) -> packPanel(w, task, packed, packedAt));
    } else {
      int tasks = Math.ceilDiv(channels, PACKED_CHANNELS);
      workers.run(
          groups * tasks,
          packedCount(),
          0,
          (task, scratch) ->
              packChannels(w, task / tasks, task % tasks * PACKED_CHANNELS, packed, packedAt));
    }
  }

  private void packPanel(float[] w, int task, float[] packed, int packedAt) {
    int rows = micro.denseRows();
    int filter = task % panels * rows;
    int used = Math.min(rows, filters - filter);
    int from = task / panels * (w.length / groups) + filter * weightStride;
    int to = packedAt + task * rows * terms;
    if (weightsFollow) {
      micro.packing().turn(w, from, weightStride, used, terms, packed, to, rows);
    } else {
      micro.packing().copy(w, from, weightAt[1], used, terms, packed, to, rows);
    }
  }

  /** Packs the weights of some channels, in the order in which they stand. */
  private void packChannels(float[] w, int group, int firstChannel, float[] packed, int packedAt) {
    int rows = micro.denseRows();
    int area = terms / channels;
    int endChannel = Math.min(firstChannel + PACKED_CHANNELS, channels);
    for (int channel = firstChannel; channel < endChannel; channel++) {
      for (int panel = 0; panel < panels; panel++) {
        int used = Math.min(rows, filters - panel * rows);
        int from = group * (w.length / groups) + panel * rows * weightStride;
        int to = packedAt + ((group * panels + panel) * terms + channel * area) * rows;
        Packing.clear(used, area, packed, to, rows);
        for (int term = channel * area; term < (channel + 1) * area; term++, to += rows) {
          for (int i = 0; i < used; i++) {
            packed[to + i] = w[from + weightAt[term] + i * weightStride];
          }
        }
      }
    }
  }
}
