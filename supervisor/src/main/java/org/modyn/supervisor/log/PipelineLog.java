package org.modyn.supervisor.log;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/**
 * The log of one pipeline as a file, below the evaluation directory:
 *
 * <pre>
 * pipeline_7/
 *   .name          the pipeline's name
 *   pipeline.log   at the end: the configurations and all stage runs
 * </pre>
 *
 * The files are JSON in UTF-8. A stage run has {@code id} (the name of a {@link Stage}), {@code
 * id_seq_num}, {@code start}, {@code end} (local times), {@code duration} (ISO 8601), {@code
 * batch_idx}, {@code sample_idx}, {@code sample_time}, {@code trigger_idx} (a {@link Position}),
 * {@code info} and {@code info_type} (a {@link StageInfo}). Runs are written in the order in which
 * they ended.
 *
 * <p>While the pipeline runs, its stage runs are rows of the database, which are appended and never
 * rewritten. The file is written from them as a stream.
 */
public final class PipelineLog {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path directory;
  private final LogHeader header;

  /**
   * @param evaluationDirectory the directory of all logs
   */
  public PipelineLog(Path evaluationDirectory, LogHeader header) {
    this.header = requireNonNull(header, "header is null");
    this.directory = evaluationDirectory.resolve("pipeline_" + header.pipelineId());
  }

  /** The directory of all files of the pipeline. */
  public Path directory() {
    return directory;
  }

  /** The file that {@link #write} writes. */
  public Path file() {
    return directory.resolve("pipeline.log");
  }

  /**
   * Creates the directory with the name of the pipeline. The directory of an earlier pipeline with
   * the same id is renamed and kept.
   *
   * @throws ModynException FAILED_PRECONDITION when it cannot be written
   */
  public void create() {
    try {
      if (Files.exists(directory)) {
        Files.move(
            directory,
            directory.resolveSibling(
                directory.getFileName() + ".backup_" + LocalDateTime.now(ZoneId.systemDefault())));
      }
      Files.createDirectories(directory, DurableFiles.OWNER_ONLY);
      Files.writeString(directory.resolve(".name"), header.pipeline().pipeline().name());
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(directory, e);
    }
  }

  /**
   * Writes the log, and replaces an earlier one.
   *
   * @param entered the number of runs of each stage, in the order of their first entry
   * @param runs passes each run, as a JSON object, to its argument
   * @param error why the pipeline failed, if it did
   * @throws ModynException as {@link DurableFiles#cannotWrite}
   */
  public void write(
      Map<Stage, Integer> entered, Consumer<Consumer<String>> runs, Optional<String> error) {
    Path unfinished = directory.resolve("pipeline.log.unfinished");
    try {
      Files.createDirectories(directory, DurableFiles.OWNER_ONLY);
      writeTo(unfinished, entered, runs, error);
      Files.move(unfinished, file(), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(file(), e);
    }
  }

  /** Writes the log of a pipeline so far to another file. */
  public void writeTo(
      Path file,
      Map<Stage, Integer> entered,
      Consumer<Consumer<String>> runs,
      Optional<String> error)
      throws IOException {
    try (JsonGenerator json = JSON.createGenerator(Files.newBufferedWriter(file))) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      for (var field : header.toJson(stagesToJson(entered)).properties()) {
        json.writeFieldName(field.getKey());
        JSON.writeTree(json, field.getValue());
      }
      json.writeObjectFieldStart("supervisor_logs");
      json.writeArrayFieldStart("stage_runs");
      runs.accept(run -> copy(run, json));
      json.writeEndArray();
      json.writeEndObject();
      json.writeNumberField("partial_idx", 0);
      json.writeStringField("error", error.orElse(null));
      json.writeEndObject();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void copy(String run, JsonGenerator json) {
    try (JsonParser parser = JSON.createParser(run)) {
      parser.nextToken();
      json.copyCurrentStructure(parser);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Maps each stage to [its ordinal in order of first entry, or -1, the names of its parents]. */
  private static ObjectNode stagesToJson(Map<Stage, Integer> entered) {
    List<Stage> chronology = new ArrayList<>(entered.keySet());
    ObjectNode json = JSON.createObjectNode();
    for (Stage stage : Stage.values()) {
      if (stage.isStep()) {
        ArrayNode described = json.putArray(stage.name()).add(chronology.indexOf(stage));
        ArrayNode parents = described.addArray();
        stage.parents().forEach(parent -> parents.add(parent.name()));
      }
    }
    return json;
  }
}
