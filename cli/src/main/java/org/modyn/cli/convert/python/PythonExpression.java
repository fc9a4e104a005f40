package org.modyn.cli.convert.python;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A Python expression, limited to the syntax that functions in pipeline files use. Names are
 * resolved: {@code np.float32} is {@code numpy.float32}, and a local variable is the expression
 * that was assigned to it.
 */
sealed interface PythonExpression {
  /** The function's only parameter. */
  record Input() implements PythonExpression {}

  /** An imported or builtin name, fully qualified. */
  record Global(String name) implements PythonExpression {}

  /** A String, a Long, a Double or a Boolean. */
  record Constant(Object value) implements PythonExpression {}

  record Attribute(PythonExpression object, String name) implements PythonExpression {}

  record Call(
      PythonExpression function,
      List<PythonExpression> positional,
      Map<String, PythonExpression> named)
      implements PythonExpression {}

  /** {@code object[from:to]}. */
  record Slice(
      PythonExpression object, Optional<PythonExpression> from, Optional<PythonExpression> to)
      implements PythonExpression {}

  record Index(PythonExpression object, PythonExpression index) implements PythonExpression {}

  record Dict(SequencedMap<String, PythonExpression> entries) implements PythonExpression {}

  /** A list or a tuple. */
  record Sequence(List<PythonExpression> elements) implements PythonExpression {}

  record Comparison(PythonExpression left, String operator, PythonExpression right)
      implements PythonExpression {}
}
