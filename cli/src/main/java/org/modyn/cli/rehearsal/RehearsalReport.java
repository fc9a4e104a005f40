package org.modyn.cli.rehearsal;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.modyn.cli.output.JsonOutput;
import org.modyn.cli.rehearsal.plan.FieldChanges.FieldChange;

/**
 * The report of a rehearsal.
 *
 * @param script empty when none could be made from the file
 * @param result empty when the rehearsal failed
 * @param error why the rehearsal failed
 */
public record RehearsalReport(
    Path file,
    Optional<RehearsalScript> script,
    Optional<RehearsalResult> result,
    Optional<String> error) {
  public RehearsalReport {
    requireNonNull(file, "file is null");
    requireNonNull(script, "script is null");
    if (result.isPresent() == error.isPresent()) {
      throw new IllegalArgumentException("a rehearsal has either a result or an error");
    }
  }

  /** The plan as lines for people. */
  public static String text(RehearsalScript script) {
    return Stream.of(
            script.datasets().stream().map(dataset -> "generated: " + dataset.description()),
            script.changes().stream().map(change -> "changed: " + change),
            script.notes().stream().map(note -> "note: " + note))
        .flatMap(lines -> lines)
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  /** The result as a line for people. */
  public static String text(RehearsalResult result) {
    String withoutData =
        result.evaluationsWithoutData() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                ", %d of them on windows without data",
                result.evaluationsWithoutData());
    return String.format(
        Locale.ROOT,
        "rehearsed in %.1f s: %d triggers, %d models, %d evaluations%s%n",
        result.seconds(),
        result.triggers(),
        result.models(),
        result.evaluations(),
        withoutData);
  }

  /** The report for programs. */
  public ObjectNode json() {
    ObjectNode document = JsonOutput.object().put("file", file.toString());
    script.ifPresent(known -> addScript(document, known));
    document.put("error", error.orElse(null));
    result.ifPresent(
        known ->
            document
                .put("triggers", known.triggers())
                .put("models", known.models())
                .put("evaluations", known.evaluations())
                .put("evaluations_without_data", known.evaluationsWithoutData())
                .put("seconds", known.seconds()));
    return document;
  }

  private static void addScript(ObjectNode document, RehearsalScript script) {
    document.put("pipeline", script.pipeline().pipeline().name());
    ArrayNode datasets = document.putArray("generated");
    script
        .datasets()
        .forEach(
            dataset ->
                datasets
                    .addObject()
                    .put("dataset", dataset.name())
                    .put("samples", dataset.samples())
                    .put("description", dataset.description()));
    ArrayNode changes = document.putArray("changed");
    for (FieldChange change : script.changes()) {
      changes
          .addObject()
          .put("field", change.field())
          .put("before", change.before() == null ? null : change.before().toString())
          .put("after", change.after() == null ? null : change.after().toString());
    }
    ArrayNode notes = document.putArray("notes");
    script.notes().forEach(notes::add);
  }
}
