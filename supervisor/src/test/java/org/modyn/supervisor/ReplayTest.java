package org.modyn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.testing.OriginalLogFields;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.supervisor.DataProgress;
import org.modyn.proto.supervisor.GetPipelineStatusResponse;
import org.modyn.proto.supervisor.MetricResult;
import org.modyn.proto.supervisor.ModelEvaluated;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.TriggerCompleted;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.proto.trainer.StartTrainingRequest;

/** Pipelines over data that is there, checked sample by sample at the other servers. */
class ReplayTest {
  @TempDir private Path directory;
  private SupervisorFixture supervisor;

  @BeforeEach
  void start() {
    supervisor = new SupervisorFixture(directory);
    supervisor.cluster().storage().add("flights", 0, 10, 50, 99, 100, 150, 320, 330, 400);
  }

  @AfterEach
  void stop() {
    supervisor.close();
  }

  @Test
  void everySampleIsSentToTheSelectorOnce() {
    PipelineEnded ended = supervisor.awaitEnd(supervisor.replay(SupervisorFixture.PIPELINE));

    assertThat(ended.getError()).isEmpty();
    assertThat(ended.getSuccess()).isTrue();
    assertThat(supervisor.cluster().selector().calls())
        .containsExactly(
            "inform 1 2 3 @0",
            "inform 4 @3",
            "trigger - @4 #0",
            "trigger 5 6 @4 #1",
            "trigger - @6 #2",
            "inform 7 @6",
            "inform 8 @7",
            "trigger - @8 #3",
            "inform 9 @8");
  }

  @Test
  void everyTriggerWithSamplesIsTrainedWithTheModelBefore() {
    supervisor.awaitEnd(supervisor.replay(SupervisorFixture.PIPELINE));

    List<StartTrainingRequest> trainings = supervisor.cluster().trainer().requests();
    assertThat(trainings).extracting(StartTrainingRequest::getTriggerId).containsExactly(0, 1, 3);
    assertThat(trainings)
        .extracting(StartTrainingRequest::getPretrainedModelId)
        .containsExactly(-1, 101, 102);
    assertThat(trainings)
        .extracting(StartTrainingRequest::getNumSamplesToPass)
        .containsExactly(10L, 20L, 0L);
    assertThat(trainings)
        .extracting(StartTrainingRequest::getRequestId)
        .doesNotHaveDuplicates()
        .doesNotContain("");
    StartTrainingRequest first = trainings.getFirst();
    assertThat(first.getUsePretrainedModel()).isFalse();
    assertThat(first.getModel().getModelClass()).isEqualTo("DLRM");
    assertThat(first.getModel().getConfiguration().getValue()).isEqualTo("{\"embedding_dim\":16}");
    assertThat(first.getTorchOptimizersConfiguration().getValue())
        .isEqualTo(
            "{\"default\":{\"algorithm\":\"Adam\",\"source\":\"PyTorch\",\"param_groups\":"
                + "[{\"module\":\"model\",\"config\":{\"lr\":0.001}}]}}");
    assertThat(first.getTorchCriterion()).isEqualTo("BCEWithLogitsLoss");
    assertThat(first.getDataInfo().getDatasetId()).isEqualTo("flights");
    assertThat(first.getDataInfo().getNumDataloaders()).isEqualTo(2);
    assertThat(first.getBytesParser().getValue())
        .isEqualTo("Record(fields=[Field(\"hour\", \"uint8\")])");
    assertThat(first.getLrScheduler().getValue()).isEqualTo("{}");
    assertThat(first.getSeed()).isEqualTo(42);
    assertThat(first.hasTokenizer()).isFalse();
    assertThat(first.getEpochsPerTrigger()).isEqualTo(1);
    assertThat(first.getDropLastBatch()).isTrue();
  }

  @Test
  void withoutPreviousModelEveryTrainingStartsAnew() {
    supervisor.awaitEnd(
        supervisor.replay(
            SupervisorFixture.PIPELINE.replace(
                "use_previous_model: true", "use_previous_model: false")));

    assertThat(supervisor.cluster().trainer().requests())
        .extracting(StartTrainingRequest::getUsePretrainedModel)
        .containsExactly(false, false, false);
  }

  @Test
  void aPretrainedModelIsTheFirst() {
    supervisor.awaitEnd(
        supervisor.replay(
            SupervisorFixture.PIPELINE.replace(
                "initial_model: random", "initial_model: pretrained\n  initial_model_id: 7")));

    assertThat(supervisor.cluster().trainer().requests())
        .extracting(StartTrainingRequest::getPretrainedModelId)
        .containsExactly(7, 101, 102);
  }

  @Test
  void thePipelineIsRegistered() {
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.awaitEnd(pipelineId);

    PipelineConfig config =
        ConfigLoader.parse("test", SupervisorFixture.PIPELINE, PipelineConfig.class);
    var atSelector = supervisor.cluster().selector().registrations().getFirst();
    assertThat(atSelector.getPipelineId()).isEqualTo(pipelineId);
    assertThat(atSelector.getNumWorkers()).isEqualTo(2);
    assertThat(atSelector.getSeed()).isEqualTo(42);
    assertThat(atSelector.getSelectionStrategy().getValue())
        .isEqualTo(ConfigLoader.toJson(config.selectionStrategy()));
    var atModelStorage = supervisor.cluster().modelStorage().registrations().getFirst();
    assertThat(atModelStorage.getPipelineId()).isEqualTo(pipelineId);
    assertThat(atModelStorage.getModelStorage().getValue())
        .isEqualTo(ConfigLoader.toJson(config.modelStorage()));
  }

  @Test
  void triggersAreReportedWithTheirTimes() {
    List<TriggerCompleted> triggers =
        supervisor.events(supervisor.replay(SupervisorFixture.PIPELINE)).stream()
            .filter(WatchPipelineResponse::hasTriggerCompleted)
            .map(WatchPipelineResponse::getTriggerCompleted)
            .toList();

    assertThat(triggers)
        .extracting(
            TriggerCompleted::getTriggerId,
            TriggerCompleted::getTrainingId,
            TriggerCompleted::getModelId,
            TriggerCompleted::getTrainingSetSize,
            TriggerCompleted::getSamplesTrained,
            TriggerCompleted::getFirstTimestamp,
            TriggerCompleted::getLastTimestamp)
        .containsExactly(
            tuple(0, 1, 101, 4L, 20L, 0L, 99L),
            tuple(1, 2, 102, 2L, 20L, 100L, 150L),
            tuple(3, 3, 103, 2L, 20L, 320L, 330L));
  }

  /** One of 100 seconds, of which most have no samples. */
  @Test
  void triggersWithoutAnythingToTrainOnArePassedOver() {
    supervisor.cluster().storage().add("flights", 1_000_050);
    supervisor.cluster().storage().add("flights", 1_000_150);
    List<WatchPipelineResponse> events =
        supervisor.events(supervisor.replay(SupervisorFixture.PIPELINE));

    assertThat(events)
        .filteredOn(WatchPipelineResponse::hasPipelineNote)
        .extracting(event -> event.getPipelineNote().getText())
        .singleElement()
        .asString()
        .matches("9,99\\d triggers, \\d to 9,?99\\d, have nothing to train on and are skipped");
    assertThat(
            events.stream()
                .filter(WatchPipelineResponse::hasTriggerCompleted)
                .map(event -> event.getTriggerCompleted().getTriggerId())
                .toList()
                .getLast())
        .isEqualTo(10_000);
    assertThat(supervisor.cluster().selector().calls()).hasSizeLessThan(20);
  }

  @Test
  void everyModelIsEvaluatedInOneCall() {
    List<WatchPipelineResponse> events =
        supervisor.events(supervisor.replay(SupervisorFixture.PIPELINE));

    List<EvaluateModelRequest> requests = supervisor.cluster().evaluator().requests();
    assertThat(requests)
        .extracting(EvaluateModelRequest::getModelId)
        .containsExactlyInAnyOrder(101, 102, 103);
    assertThat(requests)
        .allSatisfy(
            request -> {
              assertThat(request.getDatasetInfo().getEvaluationIntervalsCount()).isEqualTo(3);
              assertThat(request.getMetrics(0).getValue())
                  .isEqualTo(
                      "{\"name\":\"Accuracy\",\"evaluation_transformer_function\":"
                          + "\"Threshold(0)\",\"topn\":1}");
            });
    assertThat(supervisor.cluster().evaluator().kept()).isZero();

    assertThat(events)
        .anyMatch(event -> event.getEvaluationsPlanned().getNumberOfEvaluations() == 9);
    Map<String, String> evaluated = new TreeMap<>();
    for (WatchPipelineResponse event : events) {
      if (event.hasModelEvaluated()) {
        ModelEvaluated model = event.getModelEvaluated();
        evaluated.put(
            String.format(
                Locale.ROOT,
                "%d on %d-%d",
                model.getModelId(),
                model.getIntervalStart(),
                model.getIntervalEnd()),
            model.hasFailureReason()
                ? model.getFailureReason()
                : String.format(
                    Locale.ROOT,
                    "%d samples, %s %.3f%s",
                    model.getDatasetSize(),
                    model.getMetrics(1).getName(),
                    model.getMetrics(1).getValue(),
                    model.getCurrentlyActiveModel() ? ", active" : ""));
      }
    }
    assertThat(evaluated)
        .containsExactly(
            Map.entry("101 on 0-200", "6 samples, ROC-AUC 101.000"),
            Map.entry("101 on 200-400", "2 samples, ROC-AUC 101.195"),
            Map.entry("101 on 400-600", "1 samples, ROC-AUC 101.391"),
            Map.entry("102 on 0-200", "6 samples, ROC-AUC 102.000"),
            Map.entry("102 on 200-400", "2 samples, ROC-AUC 102.195, active"),
            Map.entry("102 on 400-600", "1 samples, ROC-AUC 102.391"),
            Map.entry("103 on 0-200", "6 samples, ROC-AUC 103.000"),
            Map.entry("103 on 200-400", "2 samples, ROC-AUC 103.195"),
            Map.entry("103 on 400-600", "1 samples, ROC-AUC 103.391, active"));
  }

  @Test
  void modelsCanBeEvaluatedAfterTheirTraining() {
    String pipeline =
        SupervisorFixture.PIPELINE
            .replace("after_pipeline", "after_training")
            .replace("eval_end_at: 600", "eval_end_at: 900");
    List<WatchPipelineResponse> events = supervisor.events(supervisor.replay(pipeline));

    List<String> order = new ArrayList<>();
    for (WatchPipelineResponse event : events) {
      if (event.hasTriggerCompleted()) {
        order.add("trained " + event.getTriggerCompleted().getModelId());
      } else if (event.hasModelEvaluated()) {
        ModelEvaluated model = event.getModelEvaluated();
        order.add(
            String.format(
                Locale.ROOT,
                "evaluated %d from %d%s",
                model.getModelId(),
                model.getIntervalStart(),
                model.hasFailureReason() ? " " + model.getFailureReason() : ""));
      }
    }
    assertThat(order)
        .startsWith(
            "trained 101",
            "evaluated 101 from 0",
            "evaluated 101 from 200",
            "evaluated 101 from 400",
            "evaluated 101 from 600 EMPTY_DATASET",
            "evaluated 101 from 800 EMPTY_DATASET",
            "trained 102");
  }

  @Test
  void theLogContainsEveryStage() throws Exception {
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    PipelineEnded ended = supervisor.awaitEnd(pipelineId);

    Path file = Path.of(ended.getLogPath());
    assertThat(file)
        .isEqualTo(directory.resolve("evaluation/pipeline_" + pipelineId + "/pipeline.log"));
    assertThat(file.resolveSibling(".name")).hasContent("flights");
    JsonNode log = new JsonMapper().readTree(Files.readString(file));
    assertThat(log.path("experiment").asBoolean()).isTrue();
    assertThat(log.path("error").isNull()).isTrue();
    assertThat(OriginalLogFields.read().problemsOf(log)).isEmpty();
    assertThat(log.at("/config/pipeline/trigger/every").asText()).isEqualTo("100s");
    assertThat(log.at("/config/system/trainer_server/ftp_port").isTextual()).isTrue();
    assertThat(log.at("/config/system/metadata_database/password").asText()).isEmpty();
    assertThat(log.at("/pipeline_stages/TRAIN/1/0").asText()).isEqualTo("TRAIN_AND_STORE_MODEL");

    Map<String, Integer> runs = new TreeMap<>();
    List<JsonNode> byId = new ArrayList<>();
    for (JsonNode run : log.at("/supervisor_logs/stage_runs")) {
      runs.merge(run.path("id").asText(), 1, Integer::sum);
      byId.add(run);
    }
    assertThat(runs)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("INIT_CLUSTER_CONNECTION", 1),
                Map.entry("REPLAY_DATA", 1),
                Map.entry("PROCESS_NEW_DATA", 3),
                Map.entry("PROCESS_NEW_DATA_BATCH", 5),
                Map.entry("EVALUATE_TRIGGER_POLICY", 5),
                Map.entry("HANDLE_TRIGGERS", 5),
                Map.entry("HANDLE_SINGLE_TRIGGER", 4),
                Map.entry("INFORM_SELECTOR_ABOUT_TRIGGER", 4),
                Map.entry("INFORM_SELECTOR_REMAINING_DATA", 5),
                Map.entry("TRAIN_AND_STORE_MODEL", 3),
                Map.entry("TRAIN", 3),
                Map.entry("TRAINING_COMPLETED", 3),
                Map.entry("STORE_TRAINED_MODEL", 3),
                Map.entry("EVALUATE", 3),
                Map.entry("EVALUATE_MULTI", 3),
                Map.entry("DONE", 1)));
    JsonNode train =
        byId.stream()
            .filter(run -> run.path("id").asText().equals("TRAIN"))
            .findFirst()
            .orElseThrow();
    assertThat(train.path("info_type").asText()).isEqualTo("TrainingInfo");
    assertThat(train.at("/info/trainer_log/num_samples").asInt()).isEqualTo(20);
    assertThat(train.path("duration").asText()).startsWith("PT");
    JsonNode evaluation = byId.get(byId.size() - 1);
    assertThat(evaluation.path("info_type").asText()).isEqualTo("MultiEvaluationInfo");
    assertThat(evaluation.at("/info/interval_results/0/eval_request/eval_handler").asText())
        .isEqualTo("future");
    assertThat(evaluation.at("/info/interval_results/0/results/metrics/0/name").asText())
        .isEqualTo("Accuracy");
  }

  @Test
  void metricsThatAreUndefinedHaveNoValue() throws IOException {
    supervisor.cluster().evaluator().leaveUndefined("");
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    List<WatchPipelineResponse> events = supervisor.events(pipelineId);

    assertThat(events.getLast().getPipelineEnded().getError()).isEmpty();
    assertThat(
            events.stream()
                .filter(WatchPipelineResponse::hasModelEvaluated)
                .flatMap(event -> event.getModelEvaluated().getMetricsList().stream()))
        .isNotEmpty()
        .noneMatch(MetricResult::hasValue);
    Path file = Path.of(events.getLast().getPipelineEnded().getLogPath());
    JsonNode runs =
        new JsonMapper().readTree(Files.readString(file)).at("/supervisor_logs/stage_runs");
    assertThat(runs.get(runs.size() - 1).at("/info/interval_results/0/results/metrics/0"))
        .hasToString(
            "{\"name\":\"Accuracy\",\"result\":null,"
                + "\"undefined_reason\":\"there are no samples\"}");
  }

  @Test
  void everyWatcherSeesTheSame() {
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    List<WatchPipelineResponse> first = supervisor.events(pipelineId);
    List<WatchPipelineResponse> late = supervisor.events(pipelineId);

    assertThat(first.stream().filter(ReplayTest::isKept).toList())
        .isEqualTo(late.stream().filter(ReplayTest::isKept).toList());
    assertThat(late.stream().filter(WatchPipelineResponse::hasTriggerCompleted)).hasSize(3);
    assertThat(late.getLast().hasPipelineEnded()).isTrue();
  }

  /** Not mere progress, of which a late watcher sees the last only. */
  private static boolean isKept(WatchPipelineResponse event) {
    return !event.hasPipelineStage() && !event.hasTrainingStatus() && !event.hasDataProgress();
  }

  @Test
  void watchersSeeHowFarTheReplayIsAndWhatTheTriggerWaitsFor() {
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    DataProgress last =
        supervisor.events(pipelineId).stream()
            .filter(WatchPipelineResponse::hasDataProgress)
            .map(WatchPipelineResponse::getDataProgress)
            .reduce((earlier, later) -> later)
            .orElseThrow();
    assertThat(last.getSamples()).isEqualTo(last.getTotalSamples()).isPositive();
    assertThat(last.getTrigger().getNextAt()).isGreaterThan(last.getTimestamp());
  }

  @Test
  void pollingClientsGetEveryMessageOnce() {
    int pipelineId = supervisor.replay(SupervisorFixture.PIPELINE);
    supervisor.awaitEnd(pipelineId);

    GetPipelineStatusResponse status = supervisor.poll(pipelineId);
    assertThat(status.getStatus()).isEqualTo("exit");
    assertThat(status.getTrainingStatusList()).hasSize(9);
    assertThat(status.getPipelineStageList().getLast().getStage()).isEqualTo("Exit");
    assertThat(status.getPipelineStageList().getLast().getExitMsg().getExitcode()).isZero();
    assertThat(supervisor.poll(pipelineId).getPipelineStageList()).hasSize(1);
    assertThat(supervisor.poll(99).getStatus()).isEqualTo("not found");
  }

  @Test
  void theReplayCanBeCutShort() {
    var response =
        supervisor.submit(
            SupervisorFixture.request(SupervisorFixture.PIPELINE)
                .setStartReplayAt(50)
                .setStopReplayAt(330)
                .setMaximumTriggers(2)
                .build());
    PipelineEnded ended = supervisor.awaitEnd(response.getPipelineId());

    assertThat(ended.getSuccess()).isTrue();
    assertThat(supervisor.cluster().selector().calls())
        .containsExactly(
            "inform 3 4 5 @0",
            "trigger - @3 #0",
            "inform 6 @3",
            "trigger - @4 #1",
            "inform 7 8 @4");
  }

  @Test
  void aDataAmountTriggerTriggersWithItsLastSample() {
    String pipeline =
        SupervisorFixture.PIPELINE.replace(
            "{id: TimeTrigger, every: 100s}", "{id: DataAmountTrigger, num_samples: 4}");
    supervisor.awaitEnd(supervisor.replay(pipeline));

    assertThat(supervisor.cluster().selector().calls())
        .containsExactly(
            "inform 1 2 3 @0",
            "trigger 4 @3 #0",
            "inform 5 6 7 @4",
            "trigger 8 @7 #1",
            "inform 9 @8");
  }

  @Test
  void datasetsWithoutBatchSizeHaveTheDefault() {
    supervisor.cluster().storage().add("other", 0, 1, 2, 3);
    supervisor.awaitEnd(
        supervisor.replay(
            SupervisorFixture.PIPELINE
                .replace("dataset_id: flights", "dataset_id: other")
                .replace("datasets: [flights]", "datasets: [other]")));

    assertThat(supervisor.cluster().selector().calls()).containsExactly("inform 1 2 3 4 @0");
  }
}
