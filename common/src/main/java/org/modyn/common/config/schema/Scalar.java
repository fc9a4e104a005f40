package org.modyn.common.config.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a value type that is written in a file as one text: it is read by its {@code public static}
 * method {@code parse(String)}, which throws {@link IllegalArgumentException} with the problem, and
 * written by {@code toString()}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE})
public @interface Scalar {}
