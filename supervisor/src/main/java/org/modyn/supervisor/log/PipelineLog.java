package org.modyn.supervisor.log;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/**
 * The log of one pipeline, below the evaluation directory:
 *
 * <pre>
 * pipeline_7/
 *   .name                   the pipeline's name
 *   pipeline.part.log       at the start: the configurations, without stage runs
 *   supervisor_part_0.log   during the run: {"stage_runs": [...]}, the runs since the previous part
 *   supervisor_part_1.log
 *   pipeline.log            at the end: the configurations and all stage runs
 * </pre>
 *
 * All files are JSON in UTF-8. A stage run has {@code id} (the name of a {@link Stage}), {@code
 * id_seq_num}, {@code start}, {@code end} (local times), {@code duration} (ISO 8601), {@code
 * batch_idx}, {@code sample_idx}, {@code sample_time}, {@code trigger_idx} (a {@link Position}),
 * {@code info} and {@code info_type} (a {@link StageInfo}). Runs are written in the order in which
 * they ended.
 *
 * <p>At most {@value #MAXIMUM_PENDING} runs are in memory; the last file is merged from the parts
 * as a stream. Not thread safe.
 */
public final class PipelineLog {
  private static final int MAXIMUM_PENDING = 10_000;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path directory;
  private final LogHeader header;
  private final List<StageLog> pending = new ArrayList<>();
  private final Map<Stage, Integer> chronology = new EnumMap<>(Stage.class);
  private int parts;

  private PipelineLog(Path directory, LogHeader header) {
    this.directory = directory;
    this.header = requireNonNull(header, "header is null");
  }

  /**
   * Creates a log. The directory of an earlier pipeline with the same id is renamed and kept.
   *
   * @throws ModynException FAILED_PRECONDITION when the directory cannot be written
   */
  public static PipelineLog create(Path evalDirectory, LogHeader header) {
    String name = "pipeline_" + header.pipelineId();
    Path directory = evalDirectory.resolve(name);
    PipelineLog pipelineLog = new PipelineLog(directory, header);
    pipelineLog.write(
        () -> {
          if (Files.exists(directory)) {
            Files.move(
                directory,
                evalDirectory.resolve(
                    name + ".backup_" + LocalDateTime.now(ZoneId.systemDefault())));
          }
          Files.createDirectories(directory, DurableFiles.OWNER_ONLY);
          Files.writeString(directory.resolve(".name"), header.pipeline().pipeline().name());
          ObjectNode json = header.toJson(pipelineLog.stagesToJson());
          json.putObject("supervisor_logs").putArray("stage_runs");
          JSON.writeValue(startedFile(pipelineLog.file()).toFile(), json);
        });
    return pipelineLog;
  }

  /** The file that {@link #finish} writes. */
  public Path file() {
    return directory.resolve("pipeline.log");
  }

  /**
   * The file that is there from the start.
   *
   * @param file the one that {@link #finish} writes
   */
  public static Path startedFile(Path file) {
    return file.resolveSibling("pipeline.part.log");
  }

  /** Notes that a stage has been reached for the first time. */
  void reached(Stage stage) {
    chronology.putIfAbsent(stage, chronology.size());
  }

  public void add(StageLog run) {
    pending.add(run);
    if (pending.size() >= MAXIMUM_PENDING) {
      writePart();
    }
  }

  /**
   * Writes the runs since the last part.
   *
   * @throws ModynException FAILED_PRECONDITION when the file cannot be written
   */
  public void writePart() {
    if (pending.isEmpty()) {
      return;
    }
    write(
        () -> {
          try (JsonGenerator json = open(part(parts))) {
            json.writeStartObject();
            json.writeArrayFieldStart("stage_runs");
            writePending(json);
            json.writeEndArray();
            json.writeEndObject();
          }
        });
    parts++;
    pending.clear();
  }

  /**
   * Writes the whole log.
   *
   * @param error why the pipeline failed, if it did
   * @throws ModynException FAILED_PRECONDITION when the file cannot be written
   */
  public void finish(Optional<String> error) {
    Path unfinished = directory.resolve("pipeline.log.unfinished");
    write(
        () -> {
          try (JsonGenerator json = open(unfinished)) {
            json.writeStartObject();
            for (var field : header.toJson(stagesToJson()).properties()) {
              json.writeFieldName(field.getKey());
              JSON.writeTree(json, field.getValue());
            }
            json.writeObjectFieldStart("supervisor_logs");
            json.writeArrayFieldStart("stage_runs");
            for (int part = 0; part < parts; part++) {
              copyRuns(part(part), json);
            }
            writePending(json);
            json.writeEndArray();
            json.writeEndObject();
            json.writeNumberField("partial_idx", parts);
            json.writeStringField("error", error.orElse(null));
            json.writeEndObject();
          }
          Files.move(unfinished, file(), StandardCopyOption.REPLACE_EXISTING);
        });
    pending.clear();
  }

  private void writePending(JsonGenerator json) throws IOException {
    for (StageLog run : pending) {
      JSON.writeValue(json, run.toPlain());
    }
  }

  private static void copyRuns(Path part, JsonGenerator json) throws IOException {
    try (JsonParser parser = JSON.createParser(part.toFile())) {
      while (parser.nextToken() != JsonToken.START_ARRAY) {
        // skips the field's name
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        json.copyCurrentStructure(parser);
      }
    }
  }

  private static JsonGenerator open(Path file) throws IOException {
    JsonGenerator json = JSON.createGenerator(Files.newBufferedWriter(file));
    json.useDefaultPrettyPrinter();
    return json;
  }

  private Path part(int index) {
    return directory.resolve("supervisor_part_" + index + ".log");
  }

  /** Maps each stage to [its ordinal in order of first entry, or -1, the names of its parents]. */
  private ObjectNode stagesToJson() {
    ObjectNode json = JSON.createObjectNode();
    for (Stage stage : Stage.values()) {
      if (stage.isStep()) {
        ArrayNode described = json.putArray(stage.name()).add(chronology.getOrDefault(stage, -1));
        ArrayNode parents = described.addArray();
        stage.parents().forEach(parent -> parents.add(parent.name()));
      }
    }
    return json;
  }

  private void write(Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(directory, e);
    }
  }

  private interface Writing {
    void run() throws IOException;
  }
}
