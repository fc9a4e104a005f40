package org.modyn.common.config.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.modyn.common.function.FunctionKind;

/**
 * A text, or each text of a list, is a function of the user's: a builtin's call, Java source or a
 * class. An empty text is none.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT})
public @interface FunctionText {
  FunctionKind value();
}
