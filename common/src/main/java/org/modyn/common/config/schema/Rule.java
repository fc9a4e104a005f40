package org.modyn.common.config.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a static method of a record that checks a constraint between fields. Its parameters are the
 * fields that it compares, and the {@link Violations} that collects the problems. A parameter has
 * the name of a component of the record, or an annotation {@link At} with the path of its value.
 *
 * <p>When a file is read, a rule is checked if all values that it compares are valid, even if other
 * parts of the record are not. In this way, all problems of a file are reported at once, without
 * those that are consequences of others. A rule is not checked when a section on the path to a
 * value is omitted, or is of a kind that has no such field. Java code that creates a record checks
 * its rules with {@link org.modyn.common.config.Rules#checked}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD})
public @interface Rule {}
