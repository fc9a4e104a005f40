package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.modyn.cli.platform.LocalPlatform;
import org.modyn.cli.platform.ServerKind;
import org.modyn.cli.platform.StateDirectory;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.ml.testing.LearnableSamples;
import org.modyn.proto.modelstorage.ListModelsRequest;
import org.modyn.proto.modelstorage.ModelRole;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.ModelSummary;
import org.modyn.proto.selector.GetTrainingSetsRequest;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.selector.TrainingSet;
import org.modyn.proto.supervisor.DeletePipelineRequest;
import org.modyn.proto.supervisor.JsonString;
import org.modyn.proto.supervisor.PipelineResponse;
import org.modyn.proto.supervisor.StartPipelineRequest;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.supervisor.WatchPipelineRequest;
import org.modyn.proto.supervisor.WatchPipelineResponse;

/**
 * What real servers keep of pipelines that have ended: by the rules of the system configuration,
 * and nothing after a deletion.
 */
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(180)
final class DeletedPipelineTest {
  private static final int SAMPLES = 30;
  private static final int TRIGGERS = 3;
  private static final Duration PAUSE = Duration.ofMillis(200);

  @TempDir private Path directory;

  @Test
  void keepsTheNewestAndDeletesEverything() throws IOException {
    DatasetConfig dataset = dataset();
    int first;
    int second;
    try (TerminationSignal signal = TerminationSignal.install(() -> {});
        StateDirectory state = StateDirectory.lock(directory.resolve("state"))) {
      try (LocalPlatform platform = start("{}", state, dataset, signal)) {
        first = run(platform, "local");
        second = run(platform, "database");
        assertThat(models(platform, first)).hasSize(TRIGGERS);
        assertThat(checkpoints(first)).hasSize(2 * TRIGGERS);
      }
      String rules = "{keep_models: {newest: 2}, keep_training_sets: {newest: 1}}";
      try (LocalPlatform platform = start(rules, state, dataset, signal)) {
        awaitCleaning(platform, second);
        assertThat(models(platform, first))
            .extracting(ModelSummary::getTriggerId)
            .containsExactly(1, 2);
        assertThat(models(platform, second))
            .extracting(ModelSummary::getTriggerId, ModelSummary::getRole)
            .containsExactly(
                tuple(1, ModelRole.IRREDUCIBLE_LOSS),
                tuple(1, ModelRole.IRREDUCIBLE_LOSS),
                tuple(1, ModelRole.MAIN),
                tuple(2, ModelRole.IRREDUCIBLE_LOSS),
                tuple(2, ModelRole.IRREDUCIBLE_LOSS),
                tuple(2, ModelRole.MAIN));
        assertThat(trainingSets(platform, second).getLast().getHoldoutKeysList())
            .containsExactly(SAMPLES / 2L, SAMPLES / 2L);
        assertThat(trainingSets(platform, first))
            .extracting(TrainingSet::getCleaned)
            .containsExactly(true, true, false);

        delete(platform, first);
        delete(platform, second);

        assertThat(rows(platform)).isEmpty();
        assertThat(directory.resolve("checkpoints")).isEmptyDirectory();
        Path root = directory.resolve("state");
        assertThat(entries(root).map(root::relativize).filter(DeletedPipelineTest::isOfAPipeline))
            .isEmpty();
      }
    }
  }

  private static LocalPlatform start(
      String rules, StateDirectory state, DatasetConfig dataset, TerminationSignal signal) {
    ModynConfig config =
        ConfigLoader.parse("modyn.yaml", "supervisor: " + rules, ModynConfig.class);
    return LocalPlatform.startOnFreePorts(config, state, List.of(dataset), signal);
  }

  /** Returns the id of a pipeline that has completed. */
  private int run(LocalPlatform platform, String backend) {
    try (GrpcClient client = platform.connect(ServerKind.SUPERVISOR)) {
      SupervisorGrpc.SupervisorBlockingStub supervisor =
          SupervisorGrpc.newBlockingStub(client.channel());
      PipelineResponse started =
          supervisor.startPipeline(
              StartPipelineRequest.newBuilder()
                  .setPipelineConfig(JsonString.newBuilder().setValue(pipeline(backend)))
                  .setStartReplayAt(0)
                  .build());
      assertThat(started.getException()).isEmpty();
      Iterator<WatchPipelineResponse> events =
          supervisor.watchPipeline(
              WatchPipelineRequest.newBuilder().setPipelineId(started.getPipelineId()).build());
      WatchPipelineResponse last = events.next();
      while (events.hasNext()) {
        last = events.next();
      }
      assertThat(last.getPipelineEnded().getError()).isEmpty();
      return started.getPipelineId();
    }
  }

  /** The housekeeping starts with the oldest pipeline. */
  private static void awaitCleaning(LocalPlatform platform, int lastPipeline) {
    while (!trainingSets(platform, lastPipeline).getFirst().getCleaned()) {
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  private static List<ModelSummary> models(LocalPlatform platform, int pipelineId) {
    try (GrpcClient client = platform.connect(ServerKind.MODEL_STORAGE)) {
      List<ModelSummary> models = new ArrayList<>();
      ModelStorageGrpc.newBlockingStub(client.channel())
          .listModels(ListModelsRequest.newBuilder().setPipelineId(pipelineId).build())
          .forEachRemaining(part -> models.addAll(part.getModelsList()));
      return models;
    }
  }

  private static List<TrainingSet> trainingSets(LocalPlatform platform, int pipelineId) {
    try (GrpcClient client = platform.connect(ServerKind.SELECTOR)) {
      List<TrainingSet> sets = new ArrayList<>();
      SelectorGrpc.newBlockingStub(client.channel())
          .getTrainingSets(GetTrainingSetsRequest.newBuilder().setPipelineId(pipelineId).build())
          .forEachRemaining(part -> sets.addAll(part.getTrainingSetsList()));
      return sets;
    }
  }

  private static void delete(LocalPlatform platform, int pipelineId) {
    try (GrpcClient client = platform.connect(ServerKind.SUPERVISOR)) {
      assertThat(
              SupervisorGrpc.newBlockingStub(client.channel())
                  .deletePipeline(
                      DeletePipelineRequest.newBuilder().setPipelineId(pipelineId).build())
                  .getExisted())
          .isTrue();
    }
  }

  /** Returns the tables, other than those of datasets, that have rows or belong to a pipeline. */
  private static List<String> rows(LocalPlatform platform) {
    DatabaseConfig at = platform.config().metadataDatabase();
    Jdbi jdbi =
        Jdbi.create(
            String.format(
                Locale.ROOT, "jdbc:postgresql://%s:%d/%s", at.hostname(), at.port(), at.database()),
            at.username(),
            at.password());
    return jdbi.withHandle(
        handle -> {
          List<String> tables =
              handle
                  .createQuery(
                      """
                      SELECT table_schema || '.' || table_name FROM information_schema.tables
                      WHERE table_schema IN ('selector', 'model_storage', 'supervisor')
                        AND table_name NOT IN
                          ('flyway_schema_history', 'default_seed', 'supervisor_term')
                      ORDER BY 1
                      """)
                  .mapTo(String.class)
                  .list();
          assertThat(tables)
              .contains(
                  "selector.triggers",
                  "selector.seen_samples",
                  "model_storage.models",
                  "supervisor.pipelines",
                  "supervisor.evaluation_metrics");
          return tables.stream()
              .filter(
                  table ->
                      table.startsWith("selector.seen_samples_")
                          || handle
                                  .createQuery("SELECT count(*) FROM " + table)
                                  .mapTo(Integer.class)
                                  .one()
                              > 0)
              .toList();
        });
  }

  /** A server locks its directory with a file. */
  private static boolean isOfAPipeline(Path path) {
    return path.getNameCount() > 1
        && List.of("local_storage", "trigger_samples", "models", "evaluation")
            .contains(path.getName(0).toString())
        && !path.endsWith("lock");
  }

  private List<Path> checkpoints(int pipelineId) {
    return entries(directory.resolve("checkpoints/pipeline_" + pipelineId))
        .filter(Files::isRegularFile)
        .toList();
  }

  /** Returns all files and directories below a directory; nothing if it does not exist. */
  private static Stream<Path> entries(Path root) {
    if (!Files.exists(root)) {
      return Stream.empty();
    }
    try (Stream<Path> entries = Files.walk(root)) {
      return entries.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file for each trigger. */
  private DatasetConfig dataset() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("data"));
    LearnableSamples learnable = new LearnableSamples();
    byte[] records = new byte[3 * SAMPLES];
    for (int sample = 0; sample < SAMPLES; sample++) {
      records[3 * sample] = (byte) learnable.label(sample);
      System.arraycopy(learnable.bytes(sample), 0, records, 3 * sample + 1, 2);
    }
    for (int file = 0; file < TRIGGERS; file++) {
      Path path = Files.write(folder.resolve(file + ".bin"), records);
      Files.setLastModifiedTime(path, FileTime.from(Instant.ofEpochSecond(1_000_000 + file)));
    }
    return ConfigLoader.parse(
        "dataset",
        """
        name: data
        description: ""
        version: 1.0.0
        base_path: '%s'
        filesystem_wrapper_type: LocalFilesystemWrapper
        file_wrapper_type: BinaryFileWrapper
        file_wrapper_config: {file_extension: .bin, byteorder: little, record_size: 3, label_size: 1}
        """
            .formatted(folder),
        DatasetConfig.class);
  }

  private String pipeline(String backend) {
    return String.format(
        Locale.ROOT,
        """
        pipeline: {name: deleted, version: 1.0.0}
        model:
          id: DLRM
          config: %1$s
        model_storage:
          full_model_strategy: {name: PyTorchFullModel}
        training:
          gpus: 1
          device: cpu
          dataloader_workers: 1
          use_previous_model: true
          initial_model: random
          seed: 1
          batch_size: 10
          epochs_per_trigger: 1
          shuffle: true
          checkpointing: {activated: true, interval: 1, path: '%2$s'}
          optimizers:
            - name: default
              algorithm: SGD
              source: PyTorch
              param_groups: [{module: model, config: {lr: 0.01}}]
          optimization_criterion: {name: BCEWithLogitsLoss}
        data:
          dataset_id: data
          bytes_parser_function: '%3$s'
        trigger: {id: DataAmountTrigger, num_samples: %4$d}
        selection_strategy:
          maximum_keys_in_memory: 1000
          storage_backend: %5$s
          tail_triggers: null
          limit: -1
          %6$s
        evaluation:
          device: cpu
          result_writers: [json, json_dedicated, tensorboard]
          handlers:
            - name: all
              execution_time: after_training
              models: matrix
              datasets: [data]
              strategy: {type: StaticEvalStrategy, intervals: [[0, null]]}
          datasets:
            - dataset_id: data
              bytes_parser_function: '%3$s'
              batch_size: 10
              dataloader_workers: 1
              metrics: [{name: RocAuc}]
        """,
        LearnableSamples.MODEL_CONFIGURATION.replace("\n", " "),
        directory.resolve("checkpoints"),
        LearnableSamples.PARSER.replace("\n", " "),
        SAMPLES,
        backend,
        strategy(backend));
  }

  /** The second pipeline has two models more of each trigger, and two holdout sets. */
  private static String strategy(String backend) {
    return backend.equals("local")
        ? "name: NewDataStrategy"
        : """
        name: CoresetStrategy
        downsampling_config: {strategy: RHOLoss, ratio: 50, holdout_set_strategy: Twin,
          holdout_set_ratio: 50,
          il_training_config: {il_model_id: DLRM, il_model_config: %s,
            dataloader_workers: 1, batch_size: 5, shuffle: false, use_previous_model: true,
            optimizers: [{name: default, algorithm: SGD, source: PyTorch,
              param_groups: [{module: model, config: {lr: 0.01}}]}],
            optimization_criterion: {name: BCEWithLogitsLoss}}}\
        """
            .formatted(LearnableSamples.MODEL_CONFIGURATION)
            .replace("\n", "\n  ");
  }
}
