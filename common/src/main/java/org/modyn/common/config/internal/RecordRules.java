package org.modyn.common.config.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Checks the rules of a record. */
public final class RecordRules {
  private static final ClassValue<List<RuleMethod>> RULES =
      new ClassValue<>() {
        @Override
        protected List<RuleMethod> computeValue(Class<?> type) {
          return Arrays.stream(type.getDeclaredMethods())
              .filter(method -> method.isAnnotationPresent(Rule.class))
              .sorted(Comparator.comparing(Method::getName))
              .map(RuleMethod::new)
              .toList();
        }
      };

  private RecordRules() {}

  /**
   * Checks the rules of a record with these components, each of which is valid.
   *
   * @throws IllegalArgumentException with all problems
   */
  static void require(Class<?> type, List<Object> components) {
    List<Violations.Violation> violations =
        violations(new Invalid.Section(type, components), "", path -> false);
    if (!violations.isEmpty()) {
      throw new IllegalArgumentException(
          violations.stream()
              .map(Violations.Violation::toString)
              .collect(Collectors.joining("; ", type.getSimpleName() + ": ", "")));
    }
  }

  /**
   * Returns the violated rules of a section; rules that compare invalid values are skipped.
   *
   * @param path of the section
   * @param hasProblem whether a problem has been reported at a path or below it
   */
  static List<Violations.Violation> violations(
      Invalid.Section section, String path, Predicate<String> hasProblem) {
    Violations violations = new Violations();
    ValueFinder finder = new ValueFinder(hasProblem);
    for (RuleMethod rule : RULES.get(section.type())) {
      rule.check(section, path, finder, violations);
    }
    return violations.all();
  }

  /** Returns the paths of the values that the rules of a record compare, relative to the record. */
  public static List<String> comparedPaths(Class<?> type) {
    return RULES.get(type).stream().flatMap(rule -> rule.paths.stream()).toList();
  }

  private static final class RuleMethod {
    private final Method method;
    private final List<String> paths;

    RuleMethod(Method method) {
      this.method = method;
      List<Parameter> parameters = List.of(method.getParameters());
      if (!Modifier.isStatic(method.getModifiers())
          || parameters.isEmpty()
          || parameters.getLast().getType() != Violations.class) {
        throw new IllegalStateException(
            method + " must be static, and its last parameter the Violations");
      }
      method.setAccessible(true);
      this.paths =
          parameters.subList(0, parameters.size() - 1).stream().map(RuleMethod::pathOf).toList();
    }

    private static String pathOf(Parameter parameter) {
      At at = parameter.getAnnotation(At.class);
      return at == null ? RecordSchema.toSnakeCase(parameter.getName()) : at.value();
    }

    void check(Invalid.Section section, String path, ValueFinder finder, Violations violations) {
      Object[] arguments = new Object[paths.size() + 1];
      for (int index = 0; index < paths.size(); index++) {
        Object found = finder.find(section, path, paths.get(index));
        if (found instanceof Invalid || ValueFinder.ABSENT.equals(found)) {
          return;
        }
        arguments[index] = found;
      }
      arguments[paths.size()] = violations;
      try {
        method.invoke(null, arguments);
      } catch (InvocationTargetException e) {
        throw new IllegalStateException("the rule " + method + " failed", e.getCause());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot call " + method, e);
      }
    }
  }
}
