package org.modyn.common.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Collects the problems of a request or a section, so that all of them are reported at once. At
 * most {@value #MAXIMUM_PROBLEMS} problems are listed.
 *
 * <p>Not thread safe.
 */
public final class FieldProblems {
  /** For example {@code transformations[0]: unknown}. */
  private static final Pattern NAMED_FIELD = Pattern.compile("([a-z_]+(?:[.\\[][^: ]*)?): (.*)");

  private static final int MAXIMUM_PROBLEMS = 100;

  private final List<FieldProblem> problems = new ArrayList<>();
  private long unlisted;

  public void add(String field, String message) {
    add(new FieldProblem(field, message));
  }

  public void addAll(List<FieldProblem> others) {
    others.forEach(this::add);
  }

  private void add(FieldProblem problem) {
    if (problems.size() < MAXIMUM_PROBLEMS) {
      problems.add(problem);
    } else {
      unlisted++;
    }
  }

  /** Adds problems that are only counted. */
  public void addUnlisted(long count) {
    unlisted += count;
  }

  /**
   * Returns the problems in the order in which they were found. If there are too many, the last
   * entry says how many are not listed.
   */
  public List<FieldProblem> problems() {
    if (unlisted == 0) {
      return List.copyOf(problems);
    }
    List<FieldProblem> listed =
        new ArrayList<>(problems.subList(0, Math.min(problems.size(), MAXIMUM_PROBLEMS - 1)));
    long more = unlisted + problems.size() - listed.size();
    listed.add(
        new FieldProblem("", String.format(Locale.ROOT, "%,d more problems are not listed", more)));
    return List.copyOf(listed);
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  /**
   * Runs a step that fails at its first problem, and collects this problem.
   *
   * @param field the field that the step validates; a message that begins with a path below the
   *     field keeps that path
   * @return the result of the step; empty when it failed with INVALID_ARGUMENT, UNIMPLEMENTED or
   *     NOT_FOUND
   * @throws ModynException what the step throws, of another category
   */
  public <T> Optional<T> check(String field, Supplier<T> step) {
    return run(
        step,
        failure -> failure.getMessage().lines().forEach(line -> addLine(field, line.strip())));
  }

  /**
   * As {@link #check}, for a step whose message names a field by its path below the section: of
   * {@code transformations[0]: unknown}, in {@code data}, the field is {@code
   * data.transformations[0]}.
   *
   * @param section the section that the step validates, and the field of messages that name none;
   *     empty for a whole file
   */
  public <T> Optional<T> checkBelow(String section, Supplier<T> step) {
    return run(step, failure -> addBelow(section, failure.oneLine()));
  }

  private static <T> Optional<T> run(Supplier<T> step, Consumer<ModynException> onProblem) {
    try {
      return Optional.of(step.get());
    } catch (ModynException e) {
      if (e.category() != ErrorCategory.INVALID_ARGUMENT
          && e.category() != ErrorCategory.UNIMPLEMENTED
          && e.category() != ErrorCategory.NOT_FOUND) {
        throw e;
      }
      onProblem.accept(e);
      return Optional.empty();
    }
  }

  private void addLine(String field, String line) {
    int end = line.indexOf(": ");
    String start = end < 0 ? "" : line.substring(0, end);
    boolean below =
        start.equals(field) || start.startsWith(field + ".") || start.startsWith(field + "[");
    if (!field.isEmpty() && below) {
      add(start, line.substring(end + 2));
    } else {
      add(field, line);
    }
  }

  private void addBelow(String section, String message) {
    Matcher named = NAMED_FIELD.matcher(message);
    if (named.matches()) {
      add(section.isEmpty() ? named.group(1) : section + "." + named.group(1), named.group(2));
    } else {
      add(section, message);
    }
  }

  /**
   * @throws ModynException INVALID_ARGUMENT with a line for each problem; does not throw when there
   *     is none
   */
  public void throwIfAny() {
    if (!isEmpty()) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          problems().stream().map(FieldProblem::toString).collect(Collectors.joining("\n")));
    }
  }
}
