package org.modyn.cli.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.modyn.cli.doctor.Finding.Status;
import org.modyn.cli.output.JsonOutput;
import org.modyn.cli.output.Printable;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** The findings of all checks, in their order. */
public record Diagnosis(List<Entry> entries) {
  /** For errors that no check has an answer to. */
  private static final String CORRECT_IT =
      "correct what the message names, and run 'modyn doctor' again";

  public Diagnosis {
    entries = List.copyOf(entries);
  }

  /** A finding of a check. */
  public record Entry(String check, Finding finding) {}

  /**
   * Runs checks one after the other. One that hangs is a problem, and the next one follows.
   *
   * @throws ModynException CANCELLED when the thread is interrupted during a check
   */
  public static Diagnosis of(List<Check> checks) {
    return of(checks, Check.LIMIT);
  }

  static Diagnosis of(List<Check> checks, Duration limit) {
    List<Entry> entries = new ArrayList<>();
    for (Check check : checks) {
      for (Finding finding : findings(check, limit)) {
        entries.add(new Entry(check.name(), finding));
      }
    }
    return new Diagnosis(entries);
  }

  private static List<Finding> findings(Check check, Duration limit) {
    try {
      return TimeLimit.run("check of " + check.name(), limit, check::run)
          .orElseGet(
              () ->
                  List.of(
                      Finding.problem(
                          "the check has not ended after %s seconds".formatted(limit.toSeconds()),
                          "something that it uses hangs: a file system (cat /proc/mounts), a driver"
                              + " or a server")));
    } catch (ModynException e) {
      if (e.category() == ErrorCategory.CANCELLED) {
        throw e;
      }
      return List.of(Finding.problem(e.oneLine(), CORRECT_IT));
    }
  }

  /** The number of findings with a status. */
  public long count(Status status) {
    return entries.stream().filter(entry -> entry.finding().status() == status).count();
  }

  /** For people: a line per finding, another one with what to do, and a summary. */
  public String text() {
    int width = entries.stream().mapToInt(entry -> entry.check().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (Entry entry : entries) {
      Finding finding = entry.finding();
      String margin = " ".repeat(width - entry.check().length());
      text.append(
          String.format(
              Locale.ROOT,
              "%-7s  %s%s  %s\n",
              finding.status().label(),
              entry.check(),
              margin,
              Printable.line(finding.found())));
      finding
          .action()
          .ifPresent(
              action ->
                  text.append(" ".repeat(width + 11))
                      .append("-> ")
                      .append(Printable.line(action))
                      .append('\n'));
    }
    return text.append(summary()).append('\n').toString();
  }

  private String summary() {
    return String.format(
        Locale.ROOT,
        "%s, %s",
        counted(count(Status.PROBLEM), "problem"),
        counted(count(Status.WARNING), "warning"));
  }

  private static String counted(long count, String noun) {
    return (count == 0 ? "no" : count) + " " + noun + (count == 1 ? "" : "s");
  }

  /** For programs. */
  public ObjectNode json() {
    ObjectNode document = JsonOutput.object();
    ArrayNode findings = document.putArray("findings");
    for (Entry entry : entries) {
      findings
          .addObject()
          .put("check", entry.check())
          .put("status", entry.finding().status().label())
          .put("found", entry.finding().found())
          .put("action", entry.finding().action().orElse(null));
    }
    return document.put("problems", count(Status.PROBLEM)).put("warnings", count(Status.WARNING));
  }
}
