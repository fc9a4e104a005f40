package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.cli.platform.LocalPlatform;
import org.modyn.cli.platform.ServerKind;
import org.modyn.cli.platform.StateDirectory;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.ml.testing.LearnableSamples;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.supervisor.JsonString;
import org.modyn.proto.supervisor.PipelineResponse;
import org.modyn.proto.supervisor.StartPipelineRequest;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.supervisor.TriggerCompleted;
import org.modyn.proto.supervisor.WatchPipelineRequest;
import org.modyn.proto.supervisor.WatchPipelineResponse;

/**
 * Pipelines whose trainings are downsampled, from the pipeline file to the log: each strategy in
 * each mode that it allows, with two triggers of {@value #SAMPLES} samples.
 */
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(300)
final class DownsampledPipelineTest {
  private static final int SAMPLES = 120;
  private static final int TRIGGERS = 2;
  private static final String DATASET = "learnable";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private static Path directory;
  private static StateDirectory state;
  private static TerminationSignal signal;
  private static LocalPlatform platform;

  @BeforeAll
  static void start() throws Exception {
    signal = TerminationSignal.install(() -> {});
    state = StateDirectory.lock(directory.resolve("state"));
    DatasetConfig dataset = dataset();
    write();
    platform =
        LocalPlatform.startOnFreePorts(ModynConfig.defaults(), state, List.of(dataset), signal);
    awaitIngest();
  }

  @AfterAll
  static void stop() {
    platform.close();
    state.close();
    signal.close();
  }

  private static void write() throws IOException {
    LearnableSamples learnable = new LearnableSamples();
    int samples = TRIGGERS * SAMPLES;
    byte[] records = new byte[3 * samples];
    for (int sample = 0; sample < samples; sample++) {
      records[3 * sample] = (byte) learnable.label(sample);
      System.arraycopy(learnable.bytes(sample), 0, records, 3 * sample + 1, 2);
    }
    Path file = Files.write(directory.resolve(DATASET).resolve("all.bin"), records);
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000)));
  }

  private static void awaitIngest() throws InterruptedException {
    try (GrpcClient client = platform.connect(ServerKind.STORAGE)) {
      GetDatasetSizeRequest request =
          GetDatasetSizeRequest.newBuilder().setDatasetId(DATASET).build();
      StorageGrpc.StorageBlockingStub storage = StorageGrpc.newBlockingStub(client.channel());
      while (storage.getDatasetSize(request).getNumKeys() < TRIGGERS * SAMPLES) {
        Thread.sleep(50);
      }
    }
  }

  private static DatasetConfig dataset() throws IOException {
    return ConfigLoader.parse(
        "dataset",
        """
        name: %s
        description: ""
        version: 1.0.0
        base_path: '%s'
        filesystem_wrapper_type: LocalFilesystemWrapper
        file_wrapper_type: BinaryFileWrapper
        file_wrapper_config: {file_extension: .bin, byteorder: little, record_size: 3, label_size: 1}
        """
            .formatted(DATASET, Files.createDirectory(directory.resolve(DATASET))),
        DatasetConfig.class);
  }

  /** Strategies that select from batches and from training sets. */
  private static Stream<String> strategies() {
    return Stream.of(
        "strategy: Loss",
        "strategy: GradNorm",
        "strategy: Uncertainty, score_metric: LeastConfidence",
        "strategy: Uncertainty, score_metric: Entropy",
        "strategy: Uncertainty, score_metric: Margin",
        "strategy: KcenterGreedy",
        "strategy: GradMatch",
        "strategy: GradMatch, full_grad_approximation: LastLayerWithEmbedding",
        "strategy: Craig, greedy: LazyGreedy",
        "strategy: Craig, full_grad_approximation: LastLayerWithEmbedding",
        "strategy: Submodular, submodular_function: FacilityLocation",
        "strategy: Submodular, submodular_function: GraphCut, submodular_optimizer:"
            + " StochasticGreedy",
        "strategy: Submodular, submodular_function: LogDeterminant,"
            + " submodular_optimizer: ApproximateLazyGreedy");
  }

  /** Strategies that select from training sets only. */
  private static Stream<String> strategiesForTrainingSets() {
    return Stream.of(
        "strategy: RS2, with_replacement: true",
        "strategy: RS2, with_replacement: false",
        "strategy: Uncertainty, score_metric: Margin, balance: true, sample_then_batch: true",
        "strategy: KcenterGreedy, balance: true, sample_then_batch: true",
        "strategy: GradMatch, balance: true, sample_then_batch: true",
        "strategy: Craig, balance: true, sample_then_batch: true",
        "strategy: Submodular, submodular_function: FacilityLocation, balance: true,"
            + " sample_then_batch: true");
  }

  static Stream<String> configurations() {
    return Stream.of(
            strategies(),
            strategies().map(strategy -> strategy + ", sample_then_batch: true, period: 2"),
            strategiesForTrainingSets())
        .flatMap(configurations -> configurations)
        .map(configuration -> configuration + ", ratio: 25");
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void aPipelineTrainsOnTheSelectedSamples(String configuration) throws IOException {
    Run run = run(configuration);
    // labels are rounded down on their own
    int fewest = configuration.contains("balance") ? SAMPLES / 4 - 1 : SAMPLES / 4;
    for (TriggerCompleted trigger : run.triggers()) {
      assertThat(trigger.getTrainingSetSize()).isEqualTo(SAMPLES);
      assertThat(trigger.getSamplesTrained()).isBetween(3L * fewest, 3L * SAMPLES / 4);
    }
    assertThat(run.log().findValues("received_downsampler_config"))
        .hasSize(TRIGGERS)
        .allSatisfy(
            config -> {
              assertThat(config.get("downsampling_ratio").intValue()).isEqualTo(25);
              assertThat(config.get("maximum_keys_in_memory").intValue()).isEqualTo(50);
            });
  }

  @Test
  void strategiesFollowEachOther() throws IOException {
    Run run =
        run(
            """
            downsampling_list: [
              {strategy: Loss, ratio: 50, sample_then_batch: true},
              {strategy: GradNorm, ratio: 20}],
            downsampling_thresholds: [1]\
            """);
    assertThat(run.triggers())
        .extracting(TriggerCompleted::getSamplesTrained)
        .containsExactly(3L * SAMPLES / 2, 3L * SAMPLES / 5);
    assertThat(run.log().findValues("downsampling_ratio"))
        .extracting(JsonNode::intValue)
        .containsExactly(50, 20);
  }

  /** What the watchers and the log of a pipeline received. */
  private record Run(List<TriggerCompleted> triggers, JsonNode log) {}

  private static Run run(String downsampling) throws IOException {
    List<TriggerCompleted> triggers = new ArrayList<>();
    try (GrpcClient client = platform.connect(ServerKind.SUPERVISOR)) {
      SupervisorGrpc.SupervisorBlockingStub supervisor =
          SupervisorGrpc.newBlockingStub(client.channel());
      PipelineResponse started =
          supervisor.startPipeline(
              StartPipelineRequest.newBuilder()
                  .setPipelineConfig(JsonString.newBuilder().setValue(pipeline(downsampling)))
                  .setStartReplayAt(0)
                  .build());
      assertThat(started.getException()).isEmpty();
      Iterator<WatchPipelineResponse> events =
          supervisor.watchPipeline(
              WatchPipelineRequest.newBuilder().setPipelineId(started.getPipelineId()).build());
      while (true) {
        WatchPipelineResponse event = events.next();
        if (event.hasTriggerCompleted()) {
          triggers.add(event.getTriggerCompleted());
        } else if (event.hasPipelineEnded()) {
          assertThat(event.getPipelineEnded().getError()).isEmpty();
          assertThat(triggers).hasSize(TRIGGERS);
          Path log = Path.of(event.getPipelineEnded().getLogPath());
          return new Run(triggers, JSON.readTree(log.toFile()));
        }
      }
    }
  }

  private static String pipeline(String downsampling) {
    return String.format(
        Locale.ROOT,
        """
        pipeline: {name: downsampled, version: 1.0.0}
        model:
          id: DLRM
          config: %s
        model_storage:
          full_model_strategy: {name: PyTorchFullModel}
        training:
          gpus: 1
          device: cpu
          dataloader_workers: 2
          use_previous_model: true
          initial_model: random
          seed: 1
          batch_size: 20
          epochs_per_trigger: 3
          drop_last_batch: false
          shuffle: true
          checkpointing: {activated: false}
          optimizers:
            - name: default
              algorithm: SGD
              source: PyTorch
              param_groups: [{module: model, config: {lr: 0.01}}]
          optimization_criterion: {name: BCEWithLogitsLoss}
        data:
          dataset_id: %s
          bytes_parser_function: '%s'
        trigger: {id: DataAmountTrigger, num_samples: %d}
        selection_strategy:
          name: CoresetStrategy
          maximum_keys_in_memory: 50
          storage_backend: local
          tail_triggers: 0
          limit: -1
          presampling_config: {strategy: 'No', ratio: 100}
          downsampling_config: {%s}
        """,
        LearnableSamples.MODEL_CONFIGURATION.replace("\n", " "),
        DATASET,
        LearnableSamples.PARSER.replace("\n", " "),
        SAMPLES,
        downsampling);
  }
}
