package org.modyn.common.config.internal;

import java.util.Optional;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.FunctionKind;
import org.modyn.common.function.UserFunctions;
import org.modyn.common.function.expression.Expression;

/** Validates the text of a user's function. */
final class FunctionCheck {
  private FunctionCheck() {}

  /** Returns the problem; empty when there is none. */
  static Optional<String> problem(FunctionKind kind, String text) {
    try {
      UserFunctions.check(kind, text);
      return Optional.empty();
    } catch (ModynException e) {
      if (e.category() != ErrorCategory.INVALID_ARGUMENT) {
        throw e;
      }
      return Optional.of(
          isPythonSource(kind) && Expression.isPythonFunction(text)
              ? "is a Python function, which is not supported; 'modyn convert' replaces it if a"
                  + " builtin is equivalent, one of "
                  + kind.catalogue().describe()
              : e.getMessage());
    }
  }

  /** The kinds of functions whose source is part of files for the Python implementation. */
  private static boolean isPythonSource(FunctionKind kind) {
    return kind != FunctionKind.TRANSFORMATION && kind != FunctionKind.TOKENIZER;
  }
}
