package org.modyn.common.config.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How a record of a sealed interface or a registry, an enum constant, or a field is called in a
 * file. Without it an enum constant is called by its name in lower case, and a field by the name of
 * its component in snake case.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.FIELD, ElementType.RECORD_COMPONENT})
public @interface Name {
  String value();
}
