package dev.conv4j.autograd;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** What the flight recorder is told of one operation of a layer. */
@Name("dev.conv4j.Layer")
@Label("Layer")
@Category("conv4j")
@Description(
    "One operation of a layer, forward or back. A device that works by itself is only given the"
        + " operation in this time.")
@StackTrace(false)
@Enabled(false)
final class LayerEvent extends Event implements Timing {
  private static final LayerEvent ANY = new LayerEvent();

  @Label("Layer")
  String layer = "";

  @Label("Operation")
  String operation = "";

  @Label("Forward")
  boolean forward;

  private LayerEvent() {}

  static @Nullable Timing start() {
    if (!ANY.isEnabled()) {
      return null;
    }
    LayerEvent event = new LayerEvent();
    event.begin();
    return event;
  }

  @Override
  public void end(String where, Operation what, boolean isForward) {
    end();
    layer = where;
    operation = what.kind();
    forward = isForward;
    commit();
  }
}
