/**
 * The call syntax in which pipeline files name functions: {@code Record(fields=[Field("hour",
 * "uint8")])}. The text is parsed, never evaluated.
 *
 * <p>Start with {@link org.modyn.common.function.Expression}, the parsed text. {@link
 * org.modyn.common.function.Builtins} is the table of the functions that may stand in one place of
 * a pipeline file; each is a {@link org.modyn.common.function.Builtin} that reads what it was
 * called with from {@link org.modyn.common.function.Arguments}.
 */
package org.modyn.common.function;
