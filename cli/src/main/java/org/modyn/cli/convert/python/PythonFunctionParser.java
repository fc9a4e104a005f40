package org.modyn.cli.convert.python;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.modyn.cli.convert.python.PythonScanner.Kind;
import org.modyn.cli.convert.python.PythonScanner.Token;
import org.modyn.common.error.ModynException;

/**
 * Parses a Python function of one parameter without control flow: imports, assignments and a
 * return. The result is one expression of the parameter, independent of the names of variables and
 * modules.
 */
final class PythonFunctionParser {
  private static final String IMPORT = "import";
  private static final Set<String> CONTROL_FLOW =
      Set.of("if", "for", "while", "try", "class", "lambda", "raise", "async", "match", "global");

  /** Each may contain the previous one in its expression. */
  private static final int MAXIMUM_LINES = 100;

  private final Map<String, PythonExpression> names = new HashMap<>();

  private PythonFunctionParser() {}

  /**
   * @throws ModynException INVALID_ARGUMENT that names the first unsupported statement
   */
  static PythonExpression parse(String source) {
    return new PythonFunctionParser().function(PythonScanner.logicalLines(source));
  }

  private PythonExpression function(List<List<Token>> lines) {
    if (lines.size() > MAXIMUM_LINES) {
      throw ModynException.invalidArgument(
          "cannot follow a function of more than %d lines", MAXIMUM_LINES);
    }
    boolean defined = false;
    for (List<Token> line : lines) {
      Token first = line.getFirst();
      if (first.is(IMPORT)) {
        importModules(line.subList(1, line.size()), "");
      } else if (first.is("from")) {
        importFrom(line);
      } else if (first.is("def") && !defined) {
        define(line);
        defined = true;
      } else if (!defined || first.kind() == Kind.NAME && CONTROL_FLOW.contains(first.text())) {
        throw unknown(line);
      } else if (first.is("return")) {
        return expression(line.subList(1, line.size()));
      } else if (line.size() > 2 && line.get(1).is("=") && first.kind() == Kind.NAME) {
        names.put(first.text(), expression(line.subList(2, line.size())));
      } else if (hasEffect(line)) {
        throw unknown(line);
      }
    }
    throw ModynException.invalidArgument("it returns nothing");
  }

  private void define(List<Token> line) {
    boolean hasParameter =
        line.size() >= 6
            && line.get(2).is("(")
            && line.get(3).kind() == Kind.NAME
            && line.getLast().is(":");
    if (!hasParameter || !isOneParameter(line.subList(4, line.size()))) {
      throw unknown(line);
    }
    names.put(line.get(3).text(), new PythonExpression.Input());
  }

  private static boolean isOneParameter(List<Token> afterName) {
    int brackets = 1;
    for (Token token : afterName) {
      brackets += token.is("(") || token.is("[") ? 1 : token.is(")") || token.is("]") ? -1 : 0;
      if (brackets == 0) {
        return true;
      }
      if (brackets == 1 && (token.is(",") || token.is("="))) {
        return false;
      }
    }
    return false;
  }

  /** {@code a.b as c, d}. */
  private void importModules(List<Token> modules, String prefix) {
    int start = 0;
    for (int index = 0; index <= modules.size(); index++) {
      if (index == modules.size() || modules.get(index).is(",")) {
        importModule(modules.subList(start, index), prefix);
        start = index + 1;
      }
    }
  }

  private void importModule(List<Token> module, String prefix) {
    int size = module.size();
    boolean renamed = size > 2 && module.get(size - 2).is("as");
    String path =
        module.subList(0, renamed ? size - 2 : size).stream()
            .map(Token::text)
            .collect(Collectors.joining());
    if (renamed || !prefix.isEmpty()) {
      String name = renamed ? module.getLast().text() : path;
      names.put(name, new PythonExpression.Global(prefix + path));
    }
  }

  /** {@code from a.b import c as d}. */
  private void importFrom(List<Token> line) {
    int index = 1;
    StringBuilder prefix = new StringBuilder();
    while (index < line.size() && !line.get(index).is(IMPORT)) {
      prefix.append(line.get(index++).text());
    }
    if (index >= line.size() - 1) {
      throw unknown(line);
    }
    importModules(line.subList(index + 1, line.size()), prefix.append('.').toString());
  }

  /** Docstrings and statements that suppress warnings have no effect. */
  private static boolean hasEffect(List<Token> line) {
    boolean documentation = line.size() == 1 && line.getFirst().kind() == Kind.TEXT;
    boolean warnings =
        line.getFirst().is("warnings")
            || line.getFirst().is("with") && line.size() > 1 && line.get(1).is("warnings");
    return !documentation && !warnings;
  }

  private PythonExpression expression(List<Token> tokens) {
    return new PythonExpressionParser(tokens, Map.copyOf(names)).parse();
  }

  private static ModynException unknown(List<Token> line) {
    return ModynException.invalidArgument(
        "cannot follow '%s'", line.stream().map(Token::text).collect(Collectors.joining(" ")));
  }
}
