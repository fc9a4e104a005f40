/**
 * Recognizes Python functions of pipeline files by what they compute, so that they can be replaced
 * by builtins; nothing is executed. Start with {@link
 * org.modyn.cli.convert.python.PythonFunctions}, which compares what {@code PythonFunctionParser}
 * reads with the builtins.
 */
package org.modyn.cli.convert.python;
