package org.modyn.cli.report.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.cli.Modyn;
import org.modyn.cli.report.Logs;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.testing.ChildJvm;

final class PipelineLogReaderTest {
  private static final long WEEK = 604_800;
  private static final long START = 978_307_200;

  @TempDir private Path directory;

  @Test
  void readsTriggersWithTheirCost() {
    LoggedPipeline log = Logs.read(Logs.weekly());

    assertThat(log.title()).isEqualTo("Pipeline 7: flights");
    assertThat(log.trigger()).contains("TimeTrigger (trigger.every: 1w)");
    assertThat(log.error()).isEmpty();
    assertThat(log.seconds()).isEqualTo(12.5);
    assertThat(log.samples()).isEqualTo(3_000);
    assertThat(log.triggers())
        .extracting(LoggedTrigger::modelId)
        .containsExactly(OptionalInt.of(100), OptionalInt.of(101), OptionalInt.of(102));
    LoggedTrigger second = log.triggers().get(1);
    assertThat(second.triggerId()).isEqualTo(1);
    assertThat(second.samples()).hasValue(1_000);
    assertThat(second.samplesTrained()).hasValue(2_000);
    assertThat(second.firstTimestamp()).hasValue(START + WEEK);
    assertThat(second.lastTimestamp()).hasValue(START + 2 * WEEK - 86_400);
    // The fetch of a page counts for the trigger after those that it contains.
    assertThat(second.seconds().seconds())
        .isEqualTo(
            Map.of(
                CostStage.FETCH, 0.03,
                CostStage.TRIGGER_POLICY, 0.01,
                CostStage.SELECTION, 0.02,
                CostStage.TRAINING, 0.8,
                CostStage.STORING, 0.2,
                CostStage.EVALUATION, 0.25,
                CostStage.FINAL_EVALUATION, 0.3));
    assertThat(second.trainingSeconds()).isEqualTo(1.0);
    assertThat(log.remaining().seconds()).isEqualTo(Map.of(CostStage.FETCH, 0.03));
    assertThat(log.trainingSeconds()).isCloseTo(3.0, within(1e-9));
    assertThat(log.samplesTrained()).isEqualTo(6_000);
  }

  @Test
  void separatesDownsamplingFromTraining() {
    LoggedPipeline log = Logs.read(Logs.downsampled());

    assertThat(log.triggers().getFirst().samplesOffered()).isEmpty();
    LoggedTrigger second = log.triggers().get(1);
    assertThat(second.samplesOffered()).hasValue(10_000);
    assertThat(second.samplesChosen()).hasValue(2_000);
    assertThat(second.seconds().of(CostStage.DOWNSAMPLING)).isEqualTo(0.5);
    assertThat(second.seconds().of(CostStage.TRAINING)).isCloseTo(0.3, within(1e-9));
    assertThat(second.trainingSeconds()).isEqualTo(1.0);
  }

  @Test
  void keepsHandlersAndDatasetsApart() {
    LoggedPipeline log = Logs.read(Logs.weekly());

    assertThat(log.evaluations())
        .extracting(EvaluationSeries::title)
        .containsExactly(
            "handler 'next' on dataset 'flights-test'", "handler 'weekly' on dataset 'flights'");
    EvaluationSeries weekly = log.evaluations().get(1);
    assertThat(weekly.metrics()).containsExactly("Accuracy", "ROC-AUC");
    assertThat(weekly.intervals()).isEqualTo(4);
    assertThat(weekly.size()).isEqualTo(12);
    assertThat(weekly.models()).containsExactly(100, 101, 102);
    assertThat(weekly.start(2)).isEqualTo(START + 2 * WEEK);
    assertThat(weekly.end(2)).isEqualTo(OptionalLong.of(START + 3 * WEEK));
    assertThat(weekly.value("ROC-AUC", 3, OptionalInt.of(101))).hasValue(0.623);
    assertThat(weekly.value("ROC-AUC", 2, OptionalInt.of(101))).isEmpty();
    assertThat(weekly.undefinedReason("ROC-AUC", 2, OptionalInt.of(101)))
        .contains("all samples have the label 1");
    assertThat(weekly.undefinedReasons("ROC-AUC"))
        .isEqualTo(Map.of("all samples have the label 1", 1));
    assertThat(weekly.value("ROC-AUC", 0, OptionalInt.of(100))).isEmpty();
    assertThat(weekly.failures()).isEqualTo(Map.of("EMPTY_DATASET", 1, "UNKNOWN", 1));
  }

  @Test
  void takesCompositeModelsFromTheLog() {
    EvaluationSeries weekly = Logs.read(Logs.weekly()).evaluations().get(1);

    assertThat(IntStream.range(0, 4).mapToObj(weekly::activeModel))
        .containsExactly(
            OptionalInt.empty(), OptionalInt.of(100), OptionalInt.of(101), OptionalInt.of(102));
    assertThat(IntStream.range(0, 4).mapToObj(weekly::trainedModel))
        .containsExactly(
            OptionalInt.of(100), OptionalInt.of(101), OptionalInt.of(102), OptionalInt.of(102));
  }

  @Test
  void derivesCompositeModelsFromTheTriggers() {
    String unknown =
        Logs.weekly().replaceAll("(\"currently_(active|trained)_model\": )\\w+", "$1null");
    EvaluationSeries weekly = Logs.read(unknown).evaluations().get(1);

    assertThat(IntStream.range(0, 4).mapToObj(weekly::activeModel))
        .containsExactly(
            OptionalInt.empty(), OptionalInt.of(100), OptionalInt.of(101), OptionalInt.of(102));
    assertThat(IntStream.range(0, 4).mapToObj(weekly::trainedModel))
        .containsExactly(
            OptionalInt.of(100), OptionalInt.of(101), OptionalInt.of(102), OptionalInt.of(102));
  }

  /** The original's library writes durations with all units, and NaN as a number. */
  @Test
  void readsLogsOfTheOriginal() {
    LoggedPipeline log =
        Logs.read(
            """
            {"pipeline_id": 3, "pipeline_stages": {"MAIN": [0, []]},
             "config": {"pipeline": {"pipeline": {"name": "original"}}},
             "supervisor_logs": {"stage_runs": [
               {"id": "TRAIN", "id_seq_num": 0, "start": "2024-09-01T10:00:00",
                "end": null, "duration": "P0DT0H1M2.500000S", "batch_idx": 0, "sample_idx": 0,
                "sample_time": 0, "trigger_idx": 0,
                "info": {"trigger_id": 0, "training_id": 1, "trainer_log": {"num_samples": 64}},
                "info_type": "TrainingInfo"},
               {"id": "STORE_TRAINED_MODEL", "start": "2024-09-01T10:01:03Z",
                "end": "2024-09-01T10:01:04Z", "duration": null, "trigger_idx": 0,
                "info": {"trigger_id": 0, "training_id": 1, "id_model": 5}},
               {"id": "EVALUATE_MULTI", "start": "2024-09-01T10:01:04",
                "end": "2024-09-01T10:01:05", "duration": "PT1S", "trigger_idx": -1,
                "info": {"dataset_id": "d", "id_model": 5, "interval_results": [
                  {"eval_request": {"trigger_id": 0, "training_id": 1, "id_model": 5,
                    "currently_active_model": false, "currently_trained_model": true,
                    "eval_handler": "h", "dataset_id": "d", "interval_start": 0,
                    "interval_end": null},
                   "results": {"dataset_size": 2, "metrics": [
                     {"name": "Accuracy", "result": 1}, {"name": "F1Score", "result": NaN}]}}]}}]},
             "partial_idx": 2}
            """);

    LoggedTrigger trigger = log.triggers().getFirst();
    assertThat(trigger.samplesTrained()).hasValue(64);
    assertThat(trigger.seconds().of(CostStage.TRAINING)).isEqualTo(62.5);
    assertThat(log.seconds()).isEqualTo(65);
    EvaluationSeries series = log.evaluations().getFirst();
    assertThat(series.activeModel(0)).isEmpty();
    assertThat(series.trainedModel(0)).hasValue(5);
    assertThat(series.end(0)).isEmpty();
    assertThat(series.value("Accuracy", 0, OptionalInt.of(5))).hasValue(1);
    assertThat(series.value("F1Score", 0, OptionalInt.of(5))).isEqualTo(OptionalDouble.empty());
  }

  @Test
  void theLastOfRepeatedEvaluationsCounts() {
    String run =
        """
        {"id": "EVALUATE_MULTI", "trigger_idx": -1, "info": {"id_model": 5, "interval_results": [
          {"eval_request": {"id_model": 5, "eval_handler": "h", "dataset_id": "d",
            "interval_start": 0, "interval_end": 10},
           "results": {"metrics": [{"name": "Accuracy", "result": %s}]}}]}}
        """;
    EvaluationSeries series =
        Logs.read(
                "{\"pipeline_id\": 3, \"supervisor_logs\": {\"stage_runs\": [%s, %s]}}"
                    .formatted(run.formatted("0.1"), run.formatted("0.9")))
            .evaluations()
            .getFirst();

    assertThat(series.size()).isEqualTo(1);
    assertThat(series.value("Accuracy", 0, OptionalInt.of(5))).hasValue(0.9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                | it is empty
          []                                                | it is no JSON object
          hello                                             | line 1: Unrecognized token 'hello'
          {}                                                | it has no pipeline_id
          {"pipeline_id": 3}                                | it has no supervisor_logs.stage_runs
          {"pipeline_id": 3, "supervisor_logs": []}         | supervisor_logs is no object
          {"pipeline_id": 3, "supervisor_logs": {"stage_runs": {}}} | stage_runs is no list
          {"pipeline_id": 3, "supervisor_logs": {"stage_runs": [{"duration": "long"}]}} \
          | line 1: 'long' is no duration
          """)
  void saysWhyAFileIsNoLog(String content, String reason) {
    assertThatThrownBy(() -> Logs.read(content))
        .isInstanceOf(ModynException.class)
        .hasMessageStartingWith("test.log is no pipeline log: ")
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n")
        .extracting(error -> ((ModynException) error).category())
        .isEqualTo(ErrorCategory.FAILED_PRECONDITION);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.3, 0.7, 0.999})
  void saysThatAFileIsCutOff(double share) {
    String log = Logs.weekly();
    String cut = log.substring(0, (int) (log.length() * share));

    assertThatThrownBy(() -> Logs.read(cut))
        .isInstanceOf(ModynException.class)
        .hasMessageStartingWith("test.log is cut off: it ends in line ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void saysThatAFileDoesNotExist() {
    assertThatThrownBy(() -> PipelineLogReader.read(directory.resolve("missing.log")))
        .hasMessage("there is no file %s", directory.resolve("missing.log"));
  }

  /** 1,000 triggers, whose models are evaluated on 50 intervals, in 64 MiB of memory. */
  @Test
  void readsLongLogsInLittleMemory() throws Exception {
    Path file = directory.resolve("long.log");
    writeLongLog(file);
    assertThat(Files.size(file)).isGreaterThan(20_000_000);

    ChildJvm.Result report =
        ChildJvm.run(
            List.of("env", "JAVA_TOOL_OPTIONS=-Xmx64m"),
            directory,
            Modyn.class,
            "report",
            "--log",
            file.toString());

    assertThat(report.output())
        .contains("pipeline 9 (long): 1,000 triggers, 1,000,000 samples trained on in 2000.00 s")
        .contains("mean of 50");
    assertThat(report.exitCode()).isZero();
    assertThat(Files.size(directory.resolve("report.html"))).isLessThan(2_000_000);
  }

  private static void writeLongLog(Path file) throws Exception {
    String timings = "1.25,".repeat(2_000) + "1";
    try (PrintWriter writer =
        new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
      writer.print(
          "{\"pipeline_id\":9,\"config\":{\"pipeline\":{\"pipeline\":{\"name\":\"long\"}}},"
              + "\"supervisor_logs\":{\"stage_runs\":[{\"id\":\"INIT\"}");
      for (int trigger = 0; trigger < 1_000; trigger++) {
        writer.printf(
            Locale.ROOT,
            """
            ,{"id":"TRAIN","duration":"PT1S","trigger_idx":%1$d,"info":{"trigger_id":%1$d,\
            "trainer_log":{"epochs":[{"BatchTimings":[%2$s]}],"num_samples":1000}}}
            ,{"id":"STORE_TRAINED_MODEL","duration":"PT1S","trigger_idx":%1$d,\
            "info":{"trigger_id":%1$d,"id_model":%3$d}}
            ,{"id":"HANDLE_SINGLE_TRIGGER","trigger_idx":%1$d,"info":{"trigger_id":%1$d,\
            "first_timestamp":%1$d,"last_timestamp":%1$d}}
            """,
            trigger,
            timings,
            trigger + 1);
      }
      for (int model = 1; model <= 1_000; model++) {
        writer.print(
            ",{\"id\":\"EVALUATE_MULTI\",\"trigger_idx\":-1,\"info\":{\"id_model\":"
                + model
                + ",\"interval_results\":[");
        for (int interval = 0; interval < 50; interval++) {
          writer.printf(
              Locale.ROOT,
              """
              %s{"eval_request":{"id_model":%d,"currently_active_model":null,\
              "currently_trained_model":null,"eval_handler":"h","dataset_id":"d",\
              "interval_start":%d,"interval_end":%d},"results":{"dataset_size":9,"metrics":[\
              {"name":"Accuracy","result":0.%d},{"name":"F1Score","result":0.5}]}}
              """,
              interval == 0 ? "" : ",",
              model,
              (interval + 1) * 20,
              (interval + 2) * 20,
              model * 31 % 97 + interval);
        }
        writer.print("]}}");
      }
      writer.print("]}}");
    }
  }
}
