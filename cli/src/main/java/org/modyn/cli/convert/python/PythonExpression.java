package org.modyn.cli.convert.python;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a Python expression computes, as far as the functions of pipeline files need it. Names are
 * resolved: {@code np.float32} is {@code numpy.float32}, and a local variable is the expression
 * that was assigned to it.
 */
sealed interface PythonExpression {
  /** The function's only parameter. */
  record Input() implements PythonExpression {}

  /** Something imported or built in, with its full name. */
  record Global(String name) implements PythonExpression {}

  /** A text, a Long, a Double or a Boolean. */
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
