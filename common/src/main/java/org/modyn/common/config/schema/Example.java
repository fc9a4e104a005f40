package org.modyn.common.config.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a field in examples, as written in a file in YAML. Required fields without this
 * annotation have a value that is derived from their type, which is not possible for texts and
 * value types. Fields that are not required are part of examples only if they have this annotation.
 *
 * <p>On an {@link Inline} component, a section with the values of some of its fields.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface Example {
  String value();
}
