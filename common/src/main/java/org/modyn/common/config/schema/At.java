package org.modyn.common.config.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Where the value of a {@link Rule}'s parameter stands, from the record on and by the names of the
 * file: {@code training.batch_size}. After a list or a section with free keys {@code []} stands for
 * each item, and the parameter is a {@code List} or a {@code Map} of what is found: {@code
 * datasets[].dataset_id}. Items of a kind without such a field are left out. The field that tells
 * the kind of a section can be named too; its value is a text.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER})
public @interface At {
  String value();
}
