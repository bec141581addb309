package dev.conv4j.look;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.autograd.Trace;
import dev.conv4j.look.Sight.Span;
import dev.conv4j.tensor.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what units see by going back over a trace, from what a unit is made of to what that is made
 * of, and so on to the image.
 */
final class FieldFinder {
  private static final int MOST_AXES = 4;

  /** Units that are so far apart tell the stride, be it a fraction with a power of 2 below. */
  private static final int APART = 16;

  private static final Box NOTHING = new Box(0, 0, 0, 0);

  private final List<Trace.Step> steps;
  private final Tensor image;

  /** The image and all that was computed from it. */
  private final Set<Tensor> values = Collections.newSetFromMap(new IdentityHashMap<>());

  FieldFinder(Trace trace, Tensor image) {
    this.steps = trace.steps();
    this.image = image;
    values.add(image);
    for (Trace.Step step : steps) {
      if (step.inputs().stream().anyMatch(values::contains)) {
        values.add(step.output());
      }
    }
  }

  /**
   * What a unit sees.
   *
   * @param of a value of the trace
   * @throws Conv4jException if it cannot be known
   */
  ReceptiveField find(String layer, Tensor of, Unit unit) {
    Optional<Problem> obstacle = obstacle(of);
    if (obstacle.isPresent()) {
      throw new Conv4jException(obstacle.get());
    }
    Sight sight = back(of, unit);
    if (sight == null) {
      return new ReceptiveField(layer, unit, NOTHING, NOTHING, 0, 0);
    }
    boolean hasPlaces = of.shape().rank() == MOST_AXES;
    Unit far = new Unit(unit.channel(), unit.row() + APART, unit.column() + APART);
    Sight farther = hasPlaces ? back(of, far) : null;
    if (farther == null) {
      return new ReceptiveField(layer, unit, whole(sight), seen(sight), 0, 0);
    }
    return new ReceptiveField(
        layer,
        unit,
        whole(sight),
        seen(sight),
        (double) (farther.rows().first() - sight.rows().first()) / APART,
        (double) (farther.columns().first() - sight.columns().first()) / APART);
  }

  /** Why it cannot be known what the units of a value see, if so. */
  Optional<Problem> obstacle(Tensor of) {
    if (!values.contains(of)) {
      return Optional.of(
          Problem.of("receptive field", "the layer does not depend on the image", ""));
    }
    Set<Tensor> behind = Collections.newSetFromMap(new IdentityHashMap<>());
    behind.add(of);
    for (Trace.Step step : steps.reversed()) {
      if (behind.contains(step.output())) {
        if (ReachTable.of(step.operation()) == null) {
          return Optional.of(
              Problem.of(
                  step.describe(),
                  "it is not known which pixels this operation looks at, so neither is the"
                      + " receptive field of anything behind it",
                  "Choose a layer before it"));
        }
        for (Tensor input : step.inputs()) {
          if (values.contains(input)) {
            behind.add(input);
          }
        }
      }
    }
    return behind.stream()
        .filter(tensor -> tensor.shape().rank() > MOST_AXES)
        .findFirst()
        .map(tensor ->
            new Problem(
                "receptive field",
                "values of at most " + MOST_AXES + " axes",
                tensor.shape().toString(),
                "Choose a layer before"));
  }

  private static Box whole(Sight sight) {
    Span rows = sight.rows();
    Span columns = sight.columns();
    return new Box(
        rows.first(),
        columns.first(),
        rows.last() - rows.first() + 1,
        columns.last() - columns.first() + 1);
  }

  private static Box seen(Sight sight) {
    if (sight.isOutside()) {
      return NOTHING;
    }
    int top = sight.rows().inside().nextSetBit(0);
    int left = sight.columns().inside().nextSetBit(0);
    return new Box(
        top, left, sight.rows().inside().length() - top, sight.columns().inside().length() - left);
  }

  /** What of the image bears on a unit; null if nothing does. */
  private @Nullable Sight back(Tensor of, Unit unit) {
    IdentityHashMap<Tensor, Sight> sights = new IdentityHashMap<>();
    sights.put(of, Sight.of(unit));
    for (Trace.Step step : steps.reversed()) {
      Sight sight = sights.remove(step.output());
      if (sight != null) {
        Reach reach = Objects.requireNonNull(ReachTable.of(step.operation()));
        for (int i = 0; i < step.inputs().size(); i++) {
          Tensor input = step.inputs().get(i);
          Sight before = values.contains(input) ? reach.back(step, i, sight) : null;
          if (before != null && !before.isNothing()) {
            sights.merge(input, before, Sight::and);
          }
        }
      }
    }
    return sights.get(image);
  }
}
