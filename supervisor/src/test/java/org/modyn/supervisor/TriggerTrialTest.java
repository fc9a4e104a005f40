package org.modyn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.proto.supervisor.FieldProblem;
import org.modyn.proto.supervisor.JsonString;
import org.modyn.proto.supervisor.TrialTrigger;
import org.modyn.proto.supervisor.TryTriggersRequest;
import org.modyn.proto.supervisor.TryTriggersResponse;

/** Trials of triggering policies, compared with what a pipeline trains. */
class TriggerTrialTest {
  private static final String DRIFT =
      "trigger: {id: DataDriftTrigger, evaluation_interval_data_points: 3, metrics: {m: {id:"
          + " AlibiDetectMmdDriftMetric, decision_criterion: {id: ThresholdDecisionCriterion,"
          + " threshold: 0.1}}}}";

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
  void triggersWhereAPipelineTrains() {
    List<TrialTrigger> triggers = triggers(tryOut(request(SupervisorFixture.PIPELINE)));

    assertThat(triggers)
        .extracting(
            TrialTrigger::getNumber, TrialTrigger::getTimestamp, TrialTrigger::getNewSamples)
        .containsExactly(tuple(1, 99L, 4L), tuple(2, 150L, 2L), tuple(3, 330L, 2L));
    supervisor.awaitEnd(supervisor.replay(SupervisorFixture.PIPELINE));
    assertThat(supervisor.cluster().trainer().requests()).hasSameSizeAs(triggers);
  }

  @Test
  void countsWhatATrainingProcesses() {
    List<TryTriggersResponse> responses =
        tryOut(request(SupervisorFixture.PIPELINE).setSamplesPerSecond(4));

    assertThat(triggers(responses))
        .extracting(
            TrialTrigger::getTrainingSetSize,
            TrialTrigger::getSamplesTrained,
            TrialTrigger::getTrainingSeconds)
        .containsExactly(tuple(4L, 10L, 2.5), tuple(2L, 20L, 5.0), tuple(2L, 30L, 7.5));
    assertThat(responses.getLast().getEnded().getSamples()).isEqualTo(9);
    assertThat(responses.getLast().getEnded().getRemainingSamples()).isEqualTo(1);
  }

  @Test
  void countsEachSampleOncePerEpoch() {
    String epochs =
        SupervisorFixture.PIPELINE
            .replace("num_samples_to_pass: [10, 20, 30]", "epochs_per_trigger: 5")
            .replace("tail_triggers: 0", "tail_triggers: 1");

    assertThat(triggers(tryOut(request(epochs))))
        .extracting(TrialTrigger::getTrainingSetSize, TrialTrigger::getSamplesTrained)
        .containsExactly(tuple(4L, 20L), tuple(6L, 30L), tuple(4L, 20L));
  }

  @Test
  void usesSamplesOfAnInterval() {
    List<TryTriggersResponse> responses =
        tryOut(request(SupervisorFixture.PIPELINE).setStartAt(50).setStopAt(320));

    assertThat(triggers(responses)).extracting(TrialTrigger::getNewSamples).containsExactly(3L, 1L);
    assertThat(responses.getLast().getEnded().getSamples()).isEqualTo(5);
    assertThat(responses.getLast().getEnded().getRemainingSamples()).isEqualTo(1);
  }

  @Test
  void refusesPoliciesThatNeedAModel() {
    String pipeline =
        SupervisorFixture.PIPELINE.replace("trigger: {id: TimeTrigger, every: 100s}", DRIFT);

    List<TryTriggersResponse> responses = tryOut(request(pipeline));

    assertThat(responses).hasSize(1);
    assertThat(responses.getFirst().getRejected().getProblemsList())
        .containsExactly(
            FieldProblem.newBuilder()
                .setField("trigger")
                .setMessage(
                    "DataDriftTrigger compares the embeddings of a model, which a trial does not"
                        + " train; with embeddings: none it compares the inputs of the model, and"
                        + " can be tried")
                .build());
  }

  @Test
  void refusesAnUnknownDataset() {
    String pipeline =
        SupervisorFixture.PIPELINE
            .replace("dataset_id: flights", "dataset_id: trips")
            .replace("datasets: [flights]", "datasets: [trips]");

    assertThat(tryOut(request(pipeline)).getFirst().getRejected().getProblemsList())
        .extracting(FieldProblem::getField, FieldProblem::getMessage)
        .containsExactly(tuple("data.dataset_id", "the storage has no dataset 'trips'"));
  }

  private List<TryTriggersResponse> tryOut(TryTriggersRequest.Builder request) {
    List<TryTriggersResponse> responses = new ArrayList<>();
    supervisor.stub().tryTriggers(request.build()).forEachRemaining(responses::add);
    return responses;
  }

  private static TryTriggersRequest.Builder request(String pipeline) {
    return TryTriggersRequest.newBuilder()
        .setPipelineConfig(JsonString.newBuilder().setValue(pipeline));
  }

  private static List<TrialTrigger> triggers(List<TryTriggersResponse> responses) {
    return responses.stream()
        .filter(TryTriggersResponse::hasTrigger)
        .map(TryTriggersResponse::getTrigger)
        .toList();
  }
}
