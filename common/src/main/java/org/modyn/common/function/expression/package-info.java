/**
 * The syntax of calls and literals in pipeline files. {@link
 * org.modyn.common.function.expression.Expression} is parsed text; it knows nothing about the
 * functions that it calls.
 */
package org.modyn.common.function.expression;
