package org.modyn.common.config.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the record of a file in whose values {@code ${NAME}} and {@code ${NAME:-default}} are
 * replaced by environment variables. A doubled dollar sign before the brace disables the
 * replacement.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface EnvironmentVariables {}
