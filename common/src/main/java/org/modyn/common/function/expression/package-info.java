/**
 * The syntax of expressions in pipeline files. {@link
 * org.modyn.common.function.expression.Expression} is a parsed call or literal; it knows nothing
 * about the functions that it calls. {@link org.modyn.common.function.expression.BooleanExpression}
 * is a condition on named conditions.
 */
package org.modyn.common.function.expression;
