/**
 * The functions that pipeline files name: builtins in a call syntax, {@code Record(fields=[
 * Field("hour", "uint8")])}, Java source, and classes of plugins. Text is parsed here, never run.
 *
 * <p>Start with {@link org.modyn.common.function.UserFunctions}, which classifies and validates a
 * text. {@link org.modyn.common.function.BuiltinFunctions} is the table of all signatures; {@link
 * org.modyn.common.function.Builtins} adds implementations to a part of it, each of which reads its
 * arguments from {@link org.modyn.common.function.Arguments}. {@link
 * org.modyn.common.function.expression.Expression} is the parsed text of a call.
 */
package org.modyn.common.function;
