package org.modyn.common.config.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an {@code Optional} field that is omitted when it is empty, while others are written as
 * null. Used for fields that the original Modyn does not have, because its readers reject unknown
 * keys.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface OmittedWhenEmpty {}
