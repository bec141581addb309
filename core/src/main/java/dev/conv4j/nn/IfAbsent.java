package dev.conv4j.nn;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a component of a {@link Layer.Config} is in a file that does not have it, because it is
 * older than the component: {@code @IfAbsent("false") boolean ceilMode}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface IfAbsent {
  /** The component's value as JSON, such as {@code 0} or {@code [1, 1]}. */
  String value();
}
