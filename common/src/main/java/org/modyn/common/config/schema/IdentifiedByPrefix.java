package org.modyn.common.config.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a record of a sealed interface with a {@link Discriminator}: a section is this record when
 * the text of the discriminator begins with the prefix. The record has a component of the
 * discriminator's name, which contains the whole text.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface IdentifiedByPrefix {
  String value();
}
