package org.modyn.common.config.internal;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.modyn.common.config.internal.ConfigNode.Scalar;
import org.modyn.common.config.schema.FunctionText;
import org.modyn.common.config.schema.Matches;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.error.Echo;
import org.modyn.common.error.NearestName;

/**
 * Converts scalars to texts, numbers, booleans, enum constants, paths and value types. Numbers and
 * booleans may be quoted ({@code port: "50051"}); a text that YAML would parse as another type must
 * be quoted.
 */
final class ScalarBinder {
  private static final Set<Class<?>> NUMBERS =
      Set.of(int.class, Integer.class, long.class, Long.class, double.class, Double.class);
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[-+]?[0-9]{1,40}");

  private final Problems problems;

  ScalarBinder(Problems problems) {
    this.problems = problems;
  }

  static boolean isScalar(Class<?> type) {
    return type.isAnnotationPresent(org.modyn.common.config.schema.Scalar.class);
  }

  Object bind(LocatedNode source, Class<?> type, AnnotatedElement constraints) {
    if (source.node() instanceof ConfigNode.LaterNumber && NUMBERS.contains(type)) {
      return Invalid.VALUE;
    }
    if (type == int.class || type == Integer.class) {
      return bindWhole(source, Integer.MIN_VALUE, Integer.MAX_VALUE, constraints)
              instanceof Long value
          ? (Object) value.intValue()
          : Invalid.VALUE;
    }
    if (type == long.class || type == Long.class) {
      return bindWhole(source, Long.MIN_VALUE, Long.MAX_VALUE, constraints);
    }
    if (type == double.class || type == Double.class) {
      return bindReal(source, constraints);
    }
    if (type == boolean.class || type == Boolean.class) {
      return bindBoolean(source);
    }
    if (type == String.class) {
      return bindText(source, constraints);
    }
    if (type == Path.class) {
      return bindPath(source);
    }
    if (type.isEnum()) {
      return bindEnum(source, type);
    }
    if (isScalar(type)) {
      return bindValueType(source, type);
    }
    throw new IllegalStateException("records are not read into " + type);
  }

  private Object bindWhole(
      LocatedNode source, long smallest, long largest, AnnotatedElement constraints) {
    BigInteger value =
        switch (source.node() instanceof Scalar scalar ? scalar.value() : null) {
          case Long number -> BigInteger.valueOf(number);
          case BigInteger number -> number;
          case Double number when number == Math.rint(number) && !Double.isInfinite(number) ->
              BigDecimal.valueOf(number).toBigInteger();
          case String text when WHOLE_NUMBER.matcher(text.strip()).matches() ->
              new BigInteger(text.strip());
          case null, default -> null;
        };
    if (value == null) {
      return source.mustBe("a whole number", problems);
    }
    if (value.bitLength() >= Long.SIZE
        || value.longValue() < smallest
        || value.longValue() > largest) {
      return source.mustBe(
          String.format(Locale.ROOT, "a whole number between %d and %d", smallest, largest),
          problems);
    }
    return isInRange(source, value.doubleValue(), constraints) ? value.longValue() : Invalid.VALUE;
  }

  private Object bindReal(LocatedNode source, AnnotatedElement constraints) {
    Double value =
        switch (source.node() instanceof Scalar scalar ? scalar.value() : null) {
          case Number number -> number.doubleValue();
          case String text -> parseDouble(text);
          case null, default -> null;
        };
    if (value == null || !Double.isFinite(value)) {
      return source.mustBe("a number", problems);
    }
    return isInRange(source, value, constraints) ? value : Invalid.VALUE;
  }

  private static Double parseDouble(String text) {
    try {
      return Double.valueOf(text.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private boolean isInRange(LocatedNode source, double value, AnnotatedElement constraints) {
    Minimum minimum = constraints.getAnnotation(Minimum.class);
    Maximum maximum = constraints.getAnnotation(Maximum.class);
    boolean tooSmall = minimum != null && !(value >= minimum.value());
    boolean tooLarge = maximum != null && !(value <= maximum.value());
    if (!tooSmall && !tooLarge) {
      return true;
    }
    source.mustBe(describeRange(constraints).orElseThrow(), problems);
    return false;
  }

  /** Returns a description of a number's limits; empty if it has none. */
  static Optional<String> describeRange(AnnotatedElement constraints) {
    Minimum minimum = constraints.getAnnotation(Minimum.class);
    Maximum maximum = constraints.getAnnotation(Maximum.class);
    if (minimum == null && maximum == null) {
      return Optional.empty();
    }
    if (minimum == null) {
      return Optional.of("at most " + format(maximum.value()));
    }
    if (maximum == null) {
      return Optional.of("at least " + format(minimum.value()));
    }
    if (minimum.value() == maximum.value()) {
      return Optional.of(format(minimum.value()));
    }
    return Optional.of("between " + format(minimum.value()) + " and " + format(maximum.value()));
  }

  private static String format(double bound) {
    return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
  }

  private Object bindBoolean(LocatedNode source) {
    Object value = source.node() instanceof Scalar scalar ? scalar.value() : null;
    Boolean parsed =
        switch (value) {
          case Boolean truth -> truth;
          case String text -> YamlReader.parseBoolean(text);
          case Long number -> YamlReader.parseBoolean(number.toString());
          case null, default -> null;
        };
    return parsed == null ? source.mustBe("true or false", problems) : parsed;
  }

  private Object bindText(LocatedNode source, AnnotatedElement constraints) {
    if (!(source.node() instanceof Scalar scalar) || scalar.value() == null) {
      return source.mustBe("a text", problems);
    }
    if (!(scalar.value() instanceof String text)) {
      return source.mustBe("a text in quotes (\"" + Echo.limit(scalar.text()) + "\")", problems);
    }
    Matches matches = constraints.getAnnotation(Matches.class);
    if (matches != null && !text.matches(matches.value())) {
      return source.mustBe("a text that matches " + matches.value(), problems);
    }
    if (text.isEmpty() && constraints.isAnnotationPresent(NonEmpty.class)) {
      problems.add(scalar.location(), source.path(), "must not be empty");
      return Invalid.VALUE;
    }
    FunctionText function = constraints.getAnnotation(FunctionText.class);
    if (function != null && !text.isEmpty()) {
      Optional<String> problem = FunctionCheck.problem(function.value(), text);
      if (problem.isPresent()) {
        problems.add(scalar.location(), source.path(), problem.get());
        return Invalid.VALUE;
      }
    }
    return text;
  }

  private Object bindPath(LocatedNode source) {
    if (!(source.node() instanceof Scalar scalar)
        || !(scalar.value() instanceof String text)
        || text.isEmpty()) {
      return source.mustBe("a path", problems);
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      return source.mustBe("a path", problems);
    }
  }

  private Object bindEnum(LocatedNode source, Class<?> type) {
    String given = source.node() instanceof Scalar scalar ? scalar.text() : "";
    for (Object constant : type.getEnumConstants()) {
      if (RecordSchema.nameOf((Enum<?>) constant).equals(given)) {
        return constant;
      }
    }
    problems.add(
        source.node().location(),
        source.path(),
        source.node().describe()
            + " is unknown"
            + NearestName.hint(given, RecordSchema.namesOf(type)));
    return Invalid.VALUE;
  }

  private Object bindValueType(LocatedNode source, Class<?> type) {
    if (!(source.node() instanceof Scalar scalar) || scalar.value() == null) {
      return source.mustBe("a text", problems);
    }
    try {
      return type.getMethod("parse", String.class).invoke(null, scalar.text());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException wrong) {
        problems.add(scalar.location(), source.path(), wrong.getMessage());
        return Invalid.VALUE;
      }
      throw new IllegalStateException(type + ".parse failed", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " has no public static parse(String)", e);
    }
  }
}
