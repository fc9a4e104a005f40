package org.modyn.common.config.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a text as the name of a member of an {@link OptionFamily}. The options of the member are in
 * another field, a section with arbitrary keys. When the family is registered, the name and the
 * options are validated with the file. A name that begins with {@code class:}, a class of a plugin,
 * is not validated.
 *
 * <p>When another field determines the family of the name, the annotation is repeated for each
 * family.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
@Repeatable(MemberOf.Families.class)
public @interface MemberOf {
  /** The name of the family. */
  String value();

  /**
   * The path of the options, relative to the record: {@code config}. After a list, {@code []} means
   * each item: {@code param_groups[].config}.
   */
  String options();

  /**
   * The field of the same record that determines whether the name belongs to this family; empty if
   * it always does.
   */
  String when() default "";

  /** The value of {@link #when} for which the name belongs to this family. */
  String is() default "";

  /**
   * Texts that represent a number in the options that is not known when the file is read. Rules of
   * the options do not compare it.
   */
  String[] numbers() default {};

  /** Several families, one of which is selected by another field. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.RECORD_COMPONENT})
  @interface Families {
    MemberOf[] value();
  }
}
