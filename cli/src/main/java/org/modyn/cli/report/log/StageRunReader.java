package org.modyn.cli.report.log;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Reads stage runs from a parser that stands at their beginning, and passes them on. The fields of
 * {@code info} have different names in each type of information, so they are read whatever the type
 * is.
 */
final class StageRunReader {
  private final JsonParser parser;
  private final LoggedPipelineBuilder pipeline;
  private final StageRun run = new StageRun();
  private final LoggedEvaluation evaluation = new LoggedEvaluation();

  StageRunReader(JsonParser parser, LoggedPipelineBuilder pipeline) {
    this.parser = parser;
    this.pipeline = pipeline;
  }

  void read() throws IOException {
    run.clear();
    readObject(this::readField);
    pipeline.add(run);
  }

  private interface FieldReader {
    /** Reads the value at which the parser stands. */
    void read(String field) throws IOException;
  }

  /** Skips a value that is no object. */
  private void readObject(FieldReader fields) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      fields.read(field);
    }
  }

  private interface ItemReader {
    /** Reads the value at which the parser stands. */
    void read() throws IOException;
  }

  /** Skips a value that is no array. */
  private void readArray(ItemReader items) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.read();
    }
  }

  private void readField(String field) throws IOException {
    switch (field) {
      case "id" -> run.stage = parser.getText();
      case "start" -> run.start = time();
      case "end" -> run.end = time();
      case "duration" -> run.duration = duration();
      case "trigger_idx" -> run.triggerIndex = parser.getIntValue();
      case "info" -> readObject(this::readInfo);
      default -> parser.skipChildren();
    }
  }

  private void readInfo(String field) throws IOException {
    switch (field) {
      case "trigger_id" -> run.triggerId = OptionalInt.of(parser.getIntValue());
      case "id_model" -> run.modelId = OptionalInt.of(parser.getIntValue());
      case "num_samples" -> run.samples = optionalLong();
      case "num_samples_in_trigger" -> run.samplesInTrigger = optionalLong();
      case "first_timestamp" -> run.firstTimestamp = optionalLong();
      case "last_timestamp" -> run.lastTimestamp = optionalLong();
      case "fetch_time" -> run.fetchTime = parser.getValueAsLong(0);
      case "trigger_indexes" -> readArray(() -> run.triggerIndexes.add(parser.getIntValue()));
      case "trigger_evaluation_log" -> readObject(this::readPolicyLog);
      case "trainer_log" -> readObject(this::readTrainerLog);
      case "interval_results" -> readEvaluations();
      default -> parser.skipChildren();
    }
  }

  private void readPolicyLog(String field) throws IOException {
    if (!field.equals("evaluations")) {
      parser.skipChildren();
      return;
    }
    readArray(
        () -> {
          JsonNode decision = parser.readValueAsTree();
          if (decision.path("triggered").booleanValue()) {
            run.decisions.add(decision);
          }
        });
  }

  private void readTrainerLog(String field) throws IOException {
    switch (field) {
      case "num_samples_trained" -> run.samplesTrained = optionalLong();
      case "num_samples" -> {
        OptionalLong samples = optionalLong();
        run.samplesTrained = run.samplesTrained.isPresent() ? run.samplesTrained : samples;
      }
      case "downsampling" -> readObject(this::readDownsampling);
      case "epochs" -> readArray(() -> readObject(this::readEpoch));
      default -> parser.skipChildren();
    }
  }

  private void readDownsampling(String field) throws IOException {
    switch (field) {
      case "num_samples_offered" -> run.samplesOffered = optionalLong();
      case "num_samples_chosen" -> run.samplesChosen = optionalLong();
      default -> parser.skipChildren();
    }
  }

  private void readEpoch(String field) throws IOException {
    if (field.equals("DownsampleSTB") || field.equals("DownsampleBTS")) {
      run.downsamplingTime += parser.getValueAsDouble(0);
    } else {
      parser.skipChildren();
    }
  }

  private void readEvaluations() throws IOException {
    readArray(
        () -> {
          evaluation.clear();
          readObject(this::readEvaluation);
          pipeline.add(evaluation);
        });
  }

  private void readEvaluation(String field) throws IOException {
    switch (field) {
      case "eval_request" -> readObject(this::readRequest);
      case "results" -> readObject(this::readResults);
      case "failure_reason" -> evaluation.failure = parser.getValueAsString();
      default -> parser.skipChildren();
    }
  }

  private void readRequest(String field) throws IOException {
    switch (field) {
      case "id_model" -> evaluation.modelId = parser.getIntValue();
      case "eval_handler" -> evaluation.handler = parser.getText();
      case "dataset_id" -> evaluation.dataset = parser.getText();
      case "currently_active_model" -> evaluation.isActive = flag();
      case "currently_trained_model" -> evaluation.isTrained = flag();
      case "interval_start" -> evaluation.start = optionalLong().orElse(0);
      case "interval_end" -> evaluation.end = optionalLong().orElse(EvaluationSeries.NO_END);
      default -> parser.skipChildren();
    }
  }

  private void readResults(String field) throws IOException {
    if (!field.equals("metrics")) {
      parser.skipChildren();
      return;
    }
    readArray(
        () -> {
          evaluation.metrics.add("");
          evaluation.values.add(Double.NaN);
          evaluation.reasons.add(null);
          readObject(this::readMetric);
        });
  }

  private void readMetric(String field) throws IOException {
    int index = evaluation.metrics.size() - 1;
    switch (field) {
      case "name" -> evaluation.metrics.set(index, parser.getText());
      case "result" -> evaluation.values.set(index, finite());
      case "undefined_reason" -> evaluation.reasons.set(index, parser.getValueAsString());
      default -> parser.skipChildren();
    }
  }

  /** NaN for everything that is no finite number. */
  private double finite() throws IOException {
    if (!parser.currentToken().isNumeric()) {
      parser.skipChildren();
      return Double.NaN;
    }
    double value = parser.getDoubleValue();
    return Double.isFinite(value) ? value : Double.NaN;
  }

  private byte flag() throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> 1;
      case VALUE_FALSE -> 0;
      default -> LoggedEvaluation.UNKNOWN;
    };
  }

  private OptionalLong optionalLong() throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NULL
        ? OptionalLong.empty()
        : OptionalLong.of(parser.getLongValue());
  }

  /** A time zone is dropped: the log has local times of one machine. Null if it is missing. */
  private LocalDateTime time() throws IOException {
    String text = parser.getValueAsString();
    if (text == null) {
      return null;
    }
    try {
      return LocalDateTime.parse(text.replaceFirst("(Z|[+-]\\d\\d:\\d\\d)$", ""));
    } catch (DateTimeException e) {
      throw new JsonParseException(parser, "'" + text + "' is no date and time", e);
    }
  }

  /** ISO 8601, or a number of seconds. */
  private Duration duration() throws IOException {
    if (parser.currentToken().isNumeric()) {
      return Duration.ofNanos(Math.round(parser.getDoubleValue() * 1e9));
    }
    String text = parser.getValueAsString();
    if (text == null) {
      return Duration.ZERO;
    }
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw new JsonParseException(parser, "'" + text + "' is no duration", e);
    }
  }
}
