package org.modyn.common.config.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The path of the value of a {@link Rule}'s parameter, relative to the record, with the names of
 * the file: {@code training.batch_size}. After a list or a section with arbitrary keys, {@code []}
 * means each item, and the parameter is a {@code List} or a {@code Map} of the values: {@code
 * datasets[].dataset_id}. Items of a kind without such a field are skipped. The path may also name
 * the field that determines the kind of a section; its value is a text.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER})
public @interface At {
  String value();
}
