package org.modyn.common.config.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.modyn.common.function.FunctionKind;

/**
 * Marks a text, or a list of texts, as user functions: a call of a builtin, Java source or a class.
 * An empty text means no function.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface FunctionText {
  FunctionKind value();
}
