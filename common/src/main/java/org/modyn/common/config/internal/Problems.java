package org.modyn.common.config.internal;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.error.Echo;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** The problems of one file. */
public final class Problems {
  /** The maximum number of problems to report; further ones are counted. */
  private static final int MAXIMUM_PROBLEMS = 100;

  private final String source;
  private final List<Problem> problems = new ArrayList<>();
  private int leftOut;

  public Problems(String source) {
    this.source = requireNonNull(source, "source is null");
  }

  /**
   * @param path the path of the field; the root for the whole file
   * @param message input that it repeats is shortened
   */
  void add(Location location, FieldPath path, String message) {
    if (isFull()) {
      leftOut++;
    } else {
      problems.add(new Problem(location, path.toString(), Echo.shorten(message)));
    }
  }

  /** Returns whether further problems are only counted, so that their messages do not matter. */
  boolean isFull() {
    return problems.size() == MAXIMUM_PROBLEMS;
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  /**
   * Adds the problems without their locations, in the order of the text.
   *
   * @param section the path of the section that was read, which is prepended to the paths of its
   *     fields
   */
  public void addTo(FieldProblems target, String section) {
    target.addAll(sorted().map(problem -> problem.inSection(section)).toList());
    target.addUnlisted(leftOut);
  }

  private Stream<Problem> sorted() {
    return problems.stream()
        .sorted(Comparator.comparing(Problem::location).thenComparing(Problem::path));
  }

  int count() {
    return problems.size() + leftOut;
  }

  /** Returns whether there is a problem of the field itself or of one below it. */
  boolean hasBelow(String path) {
    String fields = path + ".";
    String items = path + "[";
    return problems.stream()
        .map(Problem::path)
        .anyMatch(at -> at.equals(path) || at.startsWith(fields) || at.startsWith(items));
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
                        String.format(Locale.ROOT, "%s has %,d problems:\n  ", source, count()),
                        leftOut == 0
                            ? ""
                            : String.format(Locale.ROOT, "\n  and %,d more", leftOut)));
    throw new ModynException(ErrorCategory.INVALID_ARGUMENT, message);
  }

  private String format(Problem problem) {
    FieldProblem fieldProblem = problem.inSection("");
    return String.format(
        Locale.ROOT,
        "%s:%d:%d: %s",
        source,
        problem.location().line(),
        problem.location().column(),
        fieldProblem);
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
