package org.modyn.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.modyn.benchmarks.faults.Outcome.TrainingSet;
import org.modyn.benchmarks.faults.Outcome.WeightedSample;
import org.modyn.benchmarks.framework.StageRuns;
import org.modyn.cli.pipeline.PipelineClient;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.proto.modelstorage.ListModelsRequest;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.ModelSummary;
import org.modyn.proto.selector.GetNumberOfPartitionsRequest;
import org.modyn.proto.selector.GetSamplesRequest;
import org.modyn.proto.selector.GetTrainingSetsRequest;
import org.modyn.proto.selector.SamplesResponse;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.supervisor.ModelEvaluated;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.TriggerCompleted;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.log.Stage;

/** Reads what a pipeline that has ended left behind at the servers of a cluster. */
final class OutcomeReader {

  /** Their number depends on the portions in which new data arrives. */
  private static final Set<Stage> STAGES_OF_DATA =
      EnumSet.of(
          Stage.FETCH_NEW_DATA,
          Stage.WAIT_FOR_NEW_DATA,
          Stage.PROCESS_NEW_DATA,
          Stage.PROCESS_NEW_DATA_BATCH,
          Stage.EVALUATE_TRIGGER_POLICY,
          Stage.HANDLE_TRIGGERS,
          Stage.INFORM_SELECTOR_REMAINING_DATA);

  private final Cluster cluster;
  private final Path directory;

  /**
   * @param directory for models that are read
   */
  OutcomeReader(Cluster cluster, Path directory) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.directory = requireNonNull(directory, "directory is null");
  }

  Outcome read(int pipelineId, Scenario scenario) throws IOException {
    List<String> triggers = new ArrayList<>();
    List<String> evaluations = new ArrayList<>();
    PipelineEnded end =
        new PipelineClient(cluster.client(ServerKind.SUPERVISOR).channel())
            .watch(pipelineId, event -> add(event, triggers, evaluations));
    evaluations.sort(Comparator.naturalOrder());
    return new Outcome(
        isExpected(end, scenario) ? Optional.empty() : Optional.of(end.getError()),
        triggers,
        trainingSets(pipelineId),
        models(pipelineId),
        evaluations,
        end.getLogPath().isEmpty() ? List.of() : log(pipelineId, scenario));
  }

  private static boolean isExpected(PipelineEnded end, Scenario scenario) {
    return end.getStatus().equals(scenario.isReplay() ? "completed" : "stopped");
  }

  /** Returns the number of triggers whose handling is recorded in the log of a pipeline so far. */
  int handledTriggers(int pipelineId) throws IOException {
    try {
      int handled = 0;
      for (JsonNode run : stageRuns(pipelineId)) {
        handled += run.get("id").textValue().equals(Stage.HANDLE_SINGLE_TRIGGER.name()) ? 1 : 0;
      }
      return handled;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNAVAILABLE) {
        return 0;
      }
      throw e;
    }
  }

  private static void add(
      WatchPipelineResponse event, List<String> triggers, List<String> evaluations) {
    if (event.hasTriggerCompleted()) {
      TriggerCompleted trigger = event.getTriggerCompleted();
      triggers.add(
          String.format(
              Locale.ROOT,
              "trigger %d: %d samples, %d trained, times %d to %d",
              trigger.getTriggerId(),
              trigger.getTrainingSetSize(),
              trigger.getSamplesTrained(),
              trigger.getFirstTimestamp(),
              trigger.getLastTimestamp()));
    } else if (event.hasModelEvaluated()) {
      ModelEvaluated result = event.getModelEvaluated();
      StringBuilder line =
          new StringBuilder(
              String.format(
                  Locale.ROOT,
                  "%s: model of trigger %d from %d to %s: %d samples",
                  result.getEvaluationHandler(),
                  result.getTriggerId(),
                  result.getIntervalStart(),
                  result.hasIntervalEnd() ? result.getIntervalEnd() : "the end",
                  result.getDatasetSize()));
      result
          .getMetricsList()
          .forEach(
              metric ->
                  line.append(", ")
                      .append(metric.getName())
                      .append(' ')
                      .append(metric.hasValue() ? metric.getValue() : "undefined"));
      if (result.hasFailureReason()) {
        line.append(", ").append(result.getFailureReason());
      }
      evaluations.add(line.toString());
    }
  }

  private List<TrainingSet> trainingSets(int pipelineId) {
    SelectorGrpc.SelectorBlockingStub selector =
        SelectorGrpc.newBlockingStub(cluster.client(ServerKind.SELECTOR).channel());
    List<TrainingSet> sets = new ArrayList<>();
    selector
        .getTrainingSets(GetTrainingSetsRequest.newBuilder().setPipelineId(pipelineId).build())
        .forEachRemaining(
            part ->
                part.getTrainingSetsList()
                    .forEach(set -> sets.add(read(selector, pipelineId, set.getTriggerId()))));
    return sets;
  }

  private static TrainingSet read(
      SelectorGrpc.SelectorBlockingStub selector, int pipelineId, int triggerId) {
    int partitions =
        selector
            .getNumberOfPartitions(
                GetNumberOfPartitionsRequest.newBuilder()
                    .setPipelineId(pipelineId)
                    .setTriggerId(triggerId)
                    .build())
            .getNumPartitions();
    List<WeightedSample> samples = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      Iterator<SamplesResponse> parts =
          selector.getSampleKeysAndWeights(
              GetSamplesRequest.newBuilder()
                  .setPipelineId(pipelineId)
                  .setTriggerId(triggerId)
                  .setPartitionId(partition)
                  .build());
      while (parts.hasNext()) {
        SamplesResponse part = parts.next();
        for (int index = 0; index < part.getTrainingSamplesSubsetCount(); index++) {
          samples.add(
              new WeightedSample(
                  part.getTrainingSamplesSubset(index), part.getTrainingSamplesWeights(index)));
        }
      }
    }
    return new TrainingSet(samples);
  }

  /** Reads every model of the pipeline, also those that the supervisor does not know. */
  private List<String> models(int pipelineId) throws IOException {
    var channel = cluster.client(ServerKind.MODEL_STORAGE).channel();
    List<ModelSummary> summaries = new ArrayList<>();
    ModelStorageGrpc.newBlockingStub(channel)
        .listModels(ListModelsRequest.newBuilder().setPipelineId(pipelineId).build())
        .forEachRemaining(part -> summaries.addAll(part.getModelsList()));
    summaries.sort(Comparator.comparing(ModelSummary::getModelId));
    ModelStorageClient client = new ModelStorageClient(channel);
    List<String> models = new ArrayList<>();
    for (ModelSummary model : summaries) {
      Path file = directory.resolve("model.safetensors");
      client.load(model.getModelId(), file);
      models.add(
          String.format(
              Locale.ROOT,
              "trigger %d: %s",
              model.getTriggerId(),
              sha256(Files.readAllBytes(file))));
      Files.delete(file);
    }
    return models;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private JsonNode stageRuns(int pipelineId) throws IOException {
    return StageRuns.read(cluster.client(ServerKind.SUPERVISOR).channel(), pipelineId);
  }

  private List<String> log(int pipelineId, Scenario scenario) throws IOException {
    List<String> rows = new ArrayList<>();
    List<String> evaluations = new ArrayList<>();
    for (JsonNode run : stageRuns(pipelineId)) {
      Stage stage = Stage.valueOf(run.get("id").textValue());
      String row = scenario.isReplay() ? row(run) : rowWithoutPosition(run);
      if (stage == Stage.EVALUATE_MULTI) {
        evaluations.add(row);
      } else if (scenario.isReplay() || !STAGES_OF_DATA.contains(stage)) {
        rows.add(row);
      }
    }
    evaluations.sort(Comparator.naturalOrder());
    return Stream.concat(rows.stream(), evaluations.stream()).toList();
  }

  private static String row(JsonNode run) {
    return String.format(
            Locale.ROOT,
            "%s %s: batch %s, sample %s at %s, trigger %s, %s",
            run.get("id").textValue(),
            run.get("id_seq_num"),
            run.get("batch_idx"),
            run.get("sample_idx"),
            run.get("sample_time"),
            run.get("trigger_idx"),
            run.path("info_type"))
        + decisions(run);
  }

  /** What a triggering policy has measured and decided; the ids of models differ. */
  private static String decisions(JsonNode run) {
    StringBuilder decisions = new StringBuilder();
    for (JsonNode evaluation : run.at("/info/trigger_evaluation_log/evaluations")) {
      ObjectNode withoutModel = evaluation.deepCopy();
      withoutModel.remove("id_model");
      decisions.append(' ').append(withoutModel);
    }
    return decisions.toString();
  }

  /** A trigger is in another batch when files arrive at other times. */
  private static String rowWithoutPosition(JsonNode run) {
    return String.format(
        Locale.ROOT,
        "%s %s: trigger %s, %s",
        run.get("id").textValue(),
        run.get("id_seq_num"),
        run.get("trigger_idx"),
        run.path("info_type"));
  }
}
