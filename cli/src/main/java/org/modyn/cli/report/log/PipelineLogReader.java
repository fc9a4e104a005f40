package org.modyn.cli.report.log;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Reads a pipeline log as a stream: the file {@code pipeline.log} of this supervisor or of the
 * original's. What the reports do not show, as most of the trainer logs, is skipped while it is
 * parsed, so memory grows with the triggers and the evaluations only.
 */
public final class PipelineLogReader {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  static {
    // The length of a log is not limited; names and numbers in it keep their limits.
    JSON.getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxDocumentLength(-1).build());
  }

  private final String source;
  private final JsonParser parser;
  private final LoggedPipelineBuilder pipeline = new LoggedPipelineBuilder();
  private boolean hasId;
  private boolean hasRuns;

  private PipelineLogReader(String source, JsonParser parser) {
    this.source = source;
    this.parser = parser;
  }

  /**
   * Reads a file.
   *
   * @throws ModynException NOT_FOUND when there is no such file, UNAVAILABLE when it cannot be
   *     read, DATA_LOSS when it is cut off, FAILED_PRECONDITION when it is no pipeline log
   */
  public static LoggedPipeline read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw ModynException.notFound("there is no file %s", file);
    }
    try (InputStream content = Files.newInputStream(file)) {
      return read(file.toString(), content);
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.UNAVAILABLE, "cannot read the pipeline log " + file + ": " + e, e);
    }
  }

  /**
   * Reads a stream to its end.
   *
   * @param source where the log is from, for messages
   * @throws IOException from the stream
   * @throws ModynException DATA_LOSS when it is cut off, FAILED_PRECONDITION when it is no pipeline
   *     log
   */
  public static LoggedPipeline read(String source, InputStream content) throws IOException {
    requireNonNull(source, "source is null");
    try (JsonParser parser = JSON.createParser(content)) {
      return new PipelineLogReader(source, parser).read();
    }
  }

  private LoggedPipeline read() throws IOException {
    try {
      if (parser.nextToken() == null) {
        throw noLog("it is empty");
      }
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw noLog("it is no JSON object");
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String field = parser.currentName();
        parser.nextToken();
        readField(field);
      }
    } catch (JsonEOFException e) {
      throw new ModynException(
          ErrorCategory.DATA_LOSS,
          String.format(
              Locale.ROOT,
              "%s is cut off: it ends in line %d, within the JSON document; copy it again",
              source,
              e.getLocation().getLineNr()),
          e);
    } catch (JsonProcessingException e) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          String.format(
              Locale.ROOT,
              "%s is no pipeline log: line %d: %s",
              source,
              e.getLocation().getLineNr(),
              e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    }
    if (!hasId) {
      throw noLog("it has no pipeline_id");
    }
    if (!hasRuns) {
      throw noLog("it has no supervisor_logs.stage_runs");
    }
    return pipeline.build();
  }

  private ModynException noLog(String reason) {
    return ModynException.failedPrecondition("%s is no pipeline log: %s", source, reason);
  }

  private void readField(String field) throws IOException {
    switch (field) {
      case "pipeline_id" -> {
        pipeline.setId(parser.getIntValue());
        hasId = true;
      }
      case "config" -> readConfiguration(JSON.<JsonNode>readTree(parser).path("pipeline"));
      case "error" -> pipeline.setError(text());
      case "supervisor_logs" -> readSupervisorLogs();
      default -> parser.skipChildren();
    }
  }

  private void readConfiguration(JsonNode configuration) {
    JsonNode name = configuration.path("pipeline").path("name");
    if (name.isTextual()) {
      pipeline.setName(name.textValue());
    }
    JsonNode trigger = configuration.path("trigger");
    if (trigger.path("id").isTextual()) {
      StringBuilder text = new StringBuilder(trigger.get("id").textValue());
      for (String option : new String[] {"num_samples", "every"}) {
        if (trigger.path(option).isValueNode()) {
          text.append(" (trigger.").append(option).append(": ");
          text.append(trigger.get(option).asText()).append(')');
        }
      }
      pipeline.setTrigger(text.toString());
    }
  }

  private void readSupervisorLogs() throws IOException {
    requireStart(JsonToken.START_OBJECT, "supervisor_logs");
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      if (field.equals("stage_runs")) {
        requireStart(JsonToken.START_ARRAY, "supervisor_logs.stage_runs");
        hasRuns = true;
        StageRunReader runs = new StageRunReader(parser, pipeline);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          requireStart(JsonToken.START_OBJECT, "a stage run");
          runs.read();
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private void requireStart(JsonToken token, String what) {
    if (parser.currentToken() != token) {
      throw noLog(what + " is no " + (token == JsonToken.START_ARRAY ? "list" : "object"));
    }
  }

  private Optional<String> text() throws IOException {
    return Optional.ofNullable(parser.getValueAsString());
  }
}
