package dev.conv4j.look;

/** Which maps share one scale of colours. */
public enum Scale {
  /** All maps of a layer, so that they can be compared. */
  LAYER,
  /** Each its own, so that weak ones are seen as well as strong ones. */
  CHANNEL
}
