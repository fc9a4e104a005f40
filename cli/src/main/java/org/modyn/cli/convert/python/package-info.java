/**
 * Recognizes Python functions of pipeline files by the values they compute, so that they can be
 * replaced by builtins; nothing is executed. Start with {@link
 * org.modyn.cli.convert.python.PythonFunctions}, which compares the expressions of {@code
 * PythonFunctionParser} with the builtins.
 */
package org.modyn.cli.convert.python;
