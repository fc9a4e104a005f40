package org.modyn.common.config.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a static method of a record that checks whether fields fit together. Its parameters are the
 * fields that it compares, and the {@link Violations} that it adds what is wrong to. A parameter is
 * called as a component of the record, or says {@link At} where its value stands.
 *
 * <p>When a file is read, a rule is checked as soon as all that it compares is right, whatever else
 * is wrong in the record or in the sections below it: so that all problems of a file are reported
 * at once, and none that only follows from another. A rule is not checked when a section on the way
 * to a value is left out, or is of a kind that has no such field. Java code that makes a record has
 * its rules checked with {@link org.modyn.common.config.Rules#checked}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD})
public @interface Rule {}
