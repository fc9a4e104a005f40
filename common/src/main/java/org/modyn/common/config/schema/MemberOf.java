package org.modyn.common.config.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A text is the name of a member of an {@link OptionFamily}, whose options stand in another field,
 * a section with keys of its own. When the family is known, the name and the options are checked
 * with the file. A name that begins with {@code class:}, a class of a plugin, is not.
 *
 * <p>Where another field decides which family the name is of, the annotation stands once for each.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
@Repeatable(MemberOf.Families.class)
public @interface MemberOf {
  /** The name of the family. */
  String value();

  /**
   * Where the options stand, from the record on: {@code config}. After a list {@code []} stands for
   * each item: {@code param_groups[].config}.
   */
  String options();

  /**
   * The field of the same record that decides whether the name is of this family; empty: always.
   */
  String when() default "";

  /** The value of {@link #when} with which the name is of this family. */
  String is() default "";

  /**
   * Texts that stand for a number in the options, which is not known when the file is read. Rules
   * of the options do not compare it.
   */
  String[] numbers() default {};

  /** Several families, of which another field decides. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.RECORD_COMPONENT})
  @interface Families {
    MemberOf[] value();
  }
}
