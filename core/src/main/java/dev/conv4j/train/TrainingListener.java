package dev.conv4j.train;

/** Hears what happens in a training. It is called between steps and holds them up. */
@FunctionalInterface
public interface TrainingListener {
  /** Called for each event, in order. */
  void on(TrainingEvent event);
}
