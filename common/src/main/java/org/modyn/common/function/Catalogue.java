package org.modyn.common.function;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.NearestName;
import org.modyn.common.function.expression.Expression;
import org.modyn.common.function.expression.Expression.Call;

/**
 * The signatures of the functions that are allowed in a field of a pipeline file. {@link
 * BuiltinFunctions} has all catalogues; {@link Builtins} adds implementations to one.
 *
 * <p>Immutable.
 */
public final class Catalogue {
  private final String kind;
  private final String prefix;
  private final Map<String, Signature> signatures;

  /**
   * @param kind the kind of the functions, for messages: {@code bytes parser}
   * @param prefix an optional prefix of names, such as {@code transforms.}; may be empty
   */
  public Catalogue(String kind, String prefix, List<Signature> signatures) {
    this.kind = requireNonNull(kind, "kind is null");
    this.prefix = requireNonNull(prefix, "prefix is null");
    Map<String, Signature> byName = new LinkedHashMap<>();
    signatures.forEach(signature -> byName.put(signature.name(), signature));
    if (byName.size() != signatures.size()) {
      throw new IllegalArgumentException("two functions with the same name: " + signatures);
    }
    this.signatures = Collections.unmodifiableMap(byName);
  }

  /** Returns the kind of the functions, such as {@code bytes parser}. */
  public String kind() {
    return kind;
  }

  public Collection<Signature> signatures() {
    return signatures.values();
  }

  /**
   * Parses a call.
   *
   * @return the validated arguments, including default values
   * @throws ModynException INVALID_ARGUMENT when the text is not a call, names a function that is
   *     not in this catalogue, or its arguments are invalid; for a Python function, the message
   *     lists the builtins
   */
  public Arguments read(String text) {
    if (Expression.isPythonFunction(text)) {
      throw ModynException.invalidArgument(
          "a Python function is not supported as %s; call one of the builtins: %s",
          kind, describe());
    }
    Expression expression;
    try {
      expression = Expression.parse(text);
    } catch (ModynException e) {
      throw new ModynException(e.category(), "cannot read the " + kind + ": " + e.getMessage(), e);
    }
    return read(expression);
  }

  /** Reads a call from an expression; throws as {@link #read(String)}. */
  public Arguments read(Expression expression) {
    if (!(expression instanceof Call call)) {
      throw ModynException.invalidArgument(
          "a %s must be a call, one of %s, but is %s", kind, describe(), expression.toSource());
    }
    String name =
        call.name().startsWith(prefix) ? call.name().substring(prefix.length()) : call.name();
    Signature signature = signatures.get(name);
    if (signature == null) {
      throw ModynException.invalidArgument(
          "unknown %s \"%s\"%s", kind, call.name(), NearestName.hint(name, signatures.keySet()));
    }
    return Arguments.bind(call, signature);
  }

  /** Returns all signatures in one line. */
  public String describe() {
    return signatures.values().stream().map(Signature::toString).collect(Collectors.joining(", "));
  }
}
