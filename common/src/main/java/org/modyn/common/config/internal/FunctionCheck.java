package org.modyn.common.config.internal;

import java.util.Map;
import java.util.Optional;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Expression;
import org.modyn.common.function.FunctionKind;
import org.modyn.common.function.PythonFunctions;
import org.modyn.common.function.UserFunctions;

/** Says what is wrong with the text of a user's function. */
final class FunctionCheck {
  private FunctionCheck() {}

  /** Empty when nothing is wrong. */
  static Optional<String> problem(FunctionKind kind, String text) {
    try {
      UserFunctions.check(kind, text);
      return Optional.empty();
    } catch (ModynException e) {
      if (e.category() != ErrorCategory.INVALID_ARGUMENT) {
        throw e;
      }
      return Optional.of(builtinFor(kind, text).orElse(e.getMessage()));
    }
  }

  private static Optional<String> builtinFor(FunctionKind kind, String text) {
    if (kind == FunctionKind.TRANSFORMATION
        || kind == FunctionKind.TOKENIZER
        || !Expression.isPythonFunction(text)) {
      return Optional.empty();
    }
    try {
      Expression builtin =
          PythonFunctions.toBuiltin(PythonFunctions.Kind.valueOf(kind.name()), text, Map.of());
      return Optional.of(
          "is a Python function, which does not run here; the builtin %s does the same, and"
                  .formatted(builtin.toSource())
              + " 'modyn convert' writes it");
    } catch (ModynException e) {
      // No builtin does the same: the message of the check lists what is allowed.
      return Optional.empty();
    }
  }
}
