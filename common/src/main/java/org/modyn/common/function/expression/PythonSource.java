package org.modyn.common.function.expression;

import java.util.regex.Pattern;

/** Detects the Python functions that pipeline files of the original Modyn embed. */
final class PythonSource {
  private static final Pattern FUNCTION =
      Pattern.compile("(?m)^\\s*(?:async\\s+)?def\\s+\\w+\\s*\\(|^\\s*lambda\\b");

  private PythonSource() {}

  static boolean isFunction(String text) {
    return FUNCTION.matcher(text).find();
  }
}
