package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.SecurityConfig;
import org.modyn.common.error.Interruptible;
import org.modyn.common.grpc.CallObserver;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.grpc.ServiceTarget;
import org.modyn.common.security.ClientSecurity;
import org.modyn.common.security.TokenFiles;
import org.modyn.common.server.ModynServer;
import org.modyn.common.testing.TestDatabase;
import org.modyn.ml.testing.LearnableSamples;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.storage.StorageGrpc.StorageBlockingStub;
import org.modyn.proto.supervisor.JsonString;
import org.modyn.proto.supervisor.PipelineResponse;
import org.modyn.proto.supervisor.StartPipelineRequest;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.supervisor.SupervisorGrpc.SupervisorBlockingStub;
import org.modyn.proto.supervisor.WatchPipelineRequest;
import org.modyn.proto.supervisor.WatchPipelineResponse;

/** A pipeline on servers of which trainer server and evaluator have the role worker only. */
final class WorkerRoleTest {
  private static final int SAMPLES = 30;
  private static final Set<ServerKind> WORKERS =
      EnumSet.of(ServerKind.TRAINER_SERVER, ServerKind.EVALUATOR);

  @TempDir private Path directory;

  @Test
  void theRoleIsEnoughToTrainSelectAndEvaluate() throws IOException {
    Path tokens = directory.resolve("tokens");
    TokenFiles.create(tokens);
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try (TestDatabase database = TestDatabase.create()) {
      ModynConfig config = config(database);
      try {
        for (ServerKind kind : ServerKind.values()) {
          String role = WORKERS.contains(kind) ? "worker" : "server";
          SecurityConfig security =
              new SecurityConfig(
                  Optional.of(tokens.resolve("accepted_tokens")),
                  Optional.of(tokens.resolve(role + ".token")),
                  Optional.empty(),
                  false);
          ModynServer server =
              kind.start(
                  kind.withAddress(
                      config.withSecurity(security), new ServiceAddress("127.0.0.1", 0)));
          parts.push(server);
          config = kind.withAddress(config, server.address());
        }
        awaitIngest(config, tokens.resolve("read.token"));
        run(config, tokens.resolve("submit.token"));
      } finally {
        for (AutoCloseable part : parts) {
          close(part);
        }
      }
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static GrpcClient connect(String name, ServiceAddress address, Path token) {
    return GrpcClient.connect(
        name,
        ServiceTarget.of(address),
        Duration.ofSeconds(30),
        CallObserver.NONE,
        ClientSecurity.of(Optional.of(token), Optional.empty()));
  }

  private static void awaitIngest(ModynConfig config, Path token) {
    try (GrpcClient client = connect("storage", config.storage().address(), token)) {
      StorageBlockingStub storage = StorageGrpc.newBlockingStub(client.channel());
      GetDatasetSizeRequest request =
          GetDatasetSizeRequest.newBuilder().setDatasetId("data").build();
      while (storage.getDatasetSize(request).getNumKeys() < SAMPLES) {
        Interruptible.sleep(Duration.ofMillis(50), "ingesting");
      }
    }
  }

  private static void run(ModynConfig config, Path token) {
    try (GrpcClient client = connect("supervisor", config.supervisor().address(), token)) {
      SupervisorBlockingStub supervisor = SupervisorGrpc.newBlockingStub(client.channel());
      PipelineResponse started =
          supervisor.startPipeline(
              StartPipelineRequest.newBuilder()
                  .setPipelineConfig(JsonString.newBuilder().setValue(pipeline()))
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
      assertThat(last.getPipelineEnded().getStatus()).isEqualTo("completed");
    }
  }

  private ModynConfig config(TestDatabase database) throws IOException {
    Path folder = Files.createDirectory(directory.resolve("data"));
    LearnableSamples learnable = new LearnableSamples();
    byte[] records = new byte[3 * SAMPLES];
    for (int sample = 0; sample < SAMPLES; sample++) {
      records[3 * sample] = (byte) learnable.label(sample);
      System.arraycopy(learnable.bytes(sample), 0, records, 3 * sample + 1, 2);
    }
    Path file = Files.write(folder.resolve("0.bin"), records);
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000_000)));
    ModynConfig config =
        ConfigLoader.parse(
            "modyn.yaml",
            """
            state_directory: %s
            storage:
              file_watcher_watchdog_sleep_time_s: 1
              datasets:
                - name: data
                  description: numbers
                  version: 1.0.0
                  base_path: %s
                  filesystem_wrapper_type: LocalFilesystemWrapper
                  file_wrapper_type: BinaryFileWrapper
                  file_wrapper_config:
                    {file_extension: .bin, byteorder: little, record_size: 3, label_size: 1}
            """
                .formatted(Files.createDirectory(directory.resolve("state")), folder),
            ModynConfig.class);
    return config
        .withStorage(config.storage().withDatabase(database.config()))
        .withMetadataDatabase(database.config());
  }

  private static String pipeline() {
    String training =
        "optimizers: [{name: default, algorithm: SGD, source: PyTorch, param_groups: [{module:"
            + " model, config: {lr: 0.01}}]}], optimization_criterion: {name: BCEWithLogitsLoss}";
    String model = LearnableSamples.MODEL_CONFIGURATION.replace("\n", " ");
    String parser = LearnableSamples.PARSER.replace("\n", " ");
    return """
    pipeline: {name: workers, version: 1.0.0}
    model: {id: DLRM, config: %1$s}
    model_storage: {full_model_strategy: {name: PyTorchFullModel}}
    training: {gpus: 1, device: cpu, dataloader_workers: 1, use_previous_model: true,
      initial_model: random, seed: 1, batch_size: 5, epochs_per_trigger: 1, shuffle: true,
      checkpointing: {activated: false}, %3$s}
    data: {dataset_id: data, bytes_parser_function: '%2$s'}
    trigger: {id: DataAmountTrigger, num_samples: %4$s}
    selection_strategy:
      name: CoresetStrategy
      maximum_keys_in_memory: 1000
      storage_backend: database
      tail_triggers: null
      limit: -1
      downsampling_config: {strategy: RHOLoss, ratio: 50, holdout_set_strategy: Simple,
        holdout_set_ratio: 50, il_training_config: {il_model_id: DLRM, il_model_config: %1$s,
          dataloader_workers: 1, batch_size: 5, shuffle: false, use_previous_model: false, %3$s}}
    evaluation:
      device: cpu
      handlers:
        - {name: all, execution_time: after_training, models: matrix, datasets: [data],
           strategy: {type: StaticEvalStrategy, intervals: [[0, null]]}}
      datasets:
        - {dataset_id: data, bytes_parser_function: '%2$s', batch_size: 10,
           dataloader_workers: 1, metrics: [{name: RocAuc}]}
    """
        .formatted(model, parser, training, Integer.toString(SAMPLES / 2));
  }
}
