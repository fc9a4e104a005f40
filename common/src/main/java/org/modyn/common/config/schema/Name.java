package org.modyn.common.config.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name in files of a record of a sealed interface or a registry, of an enum constant, or of a
 * field. The default name of an enum constant is its name in lower case, that of a field the name
 * of its component in snake case.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.FIELD, ElementType.RECORD_COMPONENT})
public @interface Name {
  String value();
}
