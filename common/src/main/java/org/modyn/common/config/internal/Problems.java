package org.modyn.common.config.internal;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** The problems of one file. */
public final class Problems {
  /** The maximum number of problems to report; each problem takes time and memory. */
  private static final int MAXIMUM_PROBLEMS = 100;

  private final String source;
  private final List<Problem> problems = new ArrayList<>();
  private int leftOut;

  public Problems(String source) {
    this.source = requireNonNull(source, "source is null");
  }

  /**
   * @param path the path of the field, for example {@code training.optimizers[0].name}; empty for
   *     the whole file
   */
  void add(Location location, String path, String message) {
    if (problems.size() < MAXIMUM_PROBLEMS) {
      problems.add(new Problem(location, path, message));
    } else {
      leftOut++;
    }
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  /**
   * Returns the problems without their locations, in the order of the text.
   *
   * @param section the path of the section that was read, which is prepended to the paths of its
   *     fields
   */
  public List<FieldProblem> below(String section) {
    return sorted().map(problem -> problem.inSection(section)).toList();
  }

  private Stream<Problem> sorted() {
    return problems.stream()
        .sorted(Comparator.comparing(Problem::location).thenComparing(Problem::path));
  }

  int count() {
    return problems.size();
  }

  /** Returns whether there is a problem of the field itself or of one below it. */
  boolean hasBelow(String path) {
    return problems.stream()
        .map(Problem::path)
        .anyMatch(at -> at.equals(path) || at.startsWith(path + ".") || at.startsWith(path + "["));
  }

  /**
   * Throws if there are problems.
   *
   * @throws ModynException INVALID_ARGUMENT with a line for each problem, in the order of the file
   */
  public void throwIfAny() {
    if (problems.isEmpty()) {
      return;
    }
    List<String> lines = sorted().map(this::format).toList();
    String message =
        lines.size() == 1
            ? lines.getFirst()
            : lines.stream()
                .collect(
                    Collectors.joining(
                        "\n  ",
                        source + " has " + (lines.size() + leftOut) + " problems:\n  ",
                        leftOut == 0 ? "" : "\n  and " + leftOut + " more"));
    throw new ModynException(ErrorCategory.INVALID_ARGUMENT, message);
  }

  private String format(Problem problem) {
    return String.format(
        Locale.ROOT,
        "%s:%d:%d: %s%s",
        source,
        problem.location().line(),
        problem.location().column(),
        problem.path().isEmpty() ? "" : problem.path() + ": ",
        problem.message());
  }

  private record Problem(Location location, String path, String message) {
    FieldProblem inSection(String section) {
      if (path.isEmpty()) {
        return new FieldProblem(section, message);
      }
      String separator = section.isEmpty() || path.startsWith("[") ? "" : ".";
      return new FieldProblem(section + separator + path, message);
    }
  }
}
