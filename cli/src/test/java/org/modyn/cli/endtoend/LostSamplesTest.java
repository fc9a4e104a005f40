package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.ml.testing.LearnableSamples;
import org.modyn.proto.storage.DeleteDataRequest;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.supervisor.JsonString;
import org.modyn.proto.supervisor.PipelineResponse;
import org.modyn.proto.supervisor.StartPipelineRequest;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.supervisor.TriggerCompleted;
import org.modyn.proto.supervisor.WatchPipelineRequest;
import org.modyn.proto.supervisor.WatchPipelineResponse;

/**
 * A pipeline that waits for new data and trains on all samples so far outlives the loss of samples
 * between two triggers. Each file of {@value #SAMPLES} samples fires a trigger.
 */
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(120)
final class LostSamplesTest {
  private static final int SAMPLES = 30;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private static Path directory;
  private static StateDirectory state;
  private static TerminationSignal signal;
  private static LocalPlatform platform;

  @BeforeAll
  static void start() throws IOException {
    signal = TerminationSignal.install(() -> {});
    state = StateDirectory.lock(directory.resolve("state"));
    platform =
        LocalPlatform.startOnFreePorts(
            ModynConfig.defaults(),
            state,
            List.of(dataset("shrinking"), dataset("changing")),
            signal);
  }

  @AfterAll
  static void stop() {
    platform.close();
    state.close();
    signal.close();
  }

  @Test
  void samplesDeletedBetweenTriggersAreNotInTheNextTrainingSet() throws IOException {
    long[] deleted = LongStream.rangeClosed(1, 10).toArray();

    Run run = run("shrinking", "fail", () -> delete("shrinking", deleted));

    assertThat(run.triggers().get(1).getTrainingSetSize())
        .isEqualTo(2 * SAMPLES - deleted.length)
        .isEqualTo(run.triggers().get(1).getSamplesTrained());
    assertThat(run.log().findValues("skipped_samples")).isEmpty();
  }

  @Test
  void samplesOfAChangedFileAreSkippedIfThePipelineSaysSo() throws IOException {
    Run run = run("changing", "skip", () -> write("changing", 0, 2 * SAMPLES + 1));

    assertThat(run.triggers().get(1).getTrainingSetSize()).isEqualTo(2 * SAMPLES);
    assertThat(run.triggers().get(1).getSamplesTrained()).isEqualTo(SAMPLES);
    assertThat(run.notes())
        .last()
        .isEqualTo(
            String.format(Locale.ROOT, "%1$d unreadable samples skipped: keys 1 to %1$d", SAMPLES));
    List<JsonNode> skipped = run.log().findValues("skipped_samples");
    assertThat(skipped).hasSize(1);
    assertThat(skipped.getFirst().at("/unreadable/count").longValue()).isEqualTo(SAMPLES);
    assertThat(skipped.getFirst().at("/unreadable/keys").textValue())
        .isEqualTo("keys 1 to " + SAMPLES);
  }

  /** What the watchers and the log of a pipeline with two triggers received. */
  private record Run(List<TriggerCompleted> triggers, List<String> notes, JsonNode log) {}

  @FunctionalInterface
  private interface Loss {
    void happen() throws IOException;
  }

  /** Runs a pipeline of two triggers, with a loss of samples between them. */
  private static Run run(String dataset, String unreadableSamples, Loss loss) throws IOException {
    List<TriggerCompleted> triggers = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    try (GrpcClient client = platform.connect(ServerKind.SUPERVISOR)) {
      SupervisorGrpc.SupervisorBlockingStub supervisor =
          SupervisorGrpc.newBlockingStub(client.channel());
      PipelineResponse started =
          supervisor.startPipeline(
              StartPipelineRequest.newBuilder()
                  .setPipelineConfig(
                      JsonString.newBuilder().setValue(pipeline(dataset, unreadableSamples)))
                  .setMaximumTriggers(2)
                  .build());
      assertThat(started.getException()).isEmpty();
      write(dataset, 0, SAMPLES);
      Iterator<WatchPipelineResponse> events =
          supervisor.watchPipeline(
              WatchPipelineRequest.newBuilder().setPipelineId(started.getPipelineId()).build());
      while (true) {
        WatchPipelineResponse event = events.next();
        notes.addAll(
            event
                .getTrainingStatus()
                .getTrainingProgressCounterParams()
                .getMeasures()
                .getNotesList());
        if (event.hasTriggerCompleted()) {
          triggers.add(event.getTriggerCompleted());
          if (triggers.size() == 1) {
            loss.happen();
            write(dataset, 1, SAMPLES);
          }
        } else if (event.hasPipelineEnded()) {
          assertThat(event.getPipelineEnded().getError()).isEmpty();
          assertThat(triggers).extracting(TriggerCompleted::getTriggerId).containsExactly(0, 1);
          assertThat(triggers.getFirst().getTrainingSetSize()).isEqualTo(SAMPLES);
          Path log = Path.of(event.getPipelineEnded().getLogPath());
          return new Run(triggers, notes, JSON.readTree(log.toFile()));
        }
      }
    }
  }

  private static void delete(String dataset, long[] keys) {
    try (GrpcClient client = platform.connect(ServerKind.STORAGE)) {
      DeleteDataRequest.Builder request =
          DeleteDataRequest.newBuilder().setDatasetId(dataset).setMarkOnly(true);
      LongStream.of(keys).forEach(request::addKeys);
      assertThat(
              StorageGrpc.newBlockingStub(client.channel())
                  .deleteData(request.build())
                  .getSuccess())
          .isTrue();
    }
  }

  /** Writes a file as a whole, in the place of one that is there. */
  private static void write(String dataset, int file, int samples) throws IOException {
    LearnableSamples learnable = new LearnableSamples();
    byte[] records = new byte[3 * samples];
    for (int sample = 0; sample < samples; sample++) {
      records[3 * sample] = (byte) learnable.label(sample);
      System.arraycopy(learnable.bytes(sample), 0, records, 3 * sample + 1, 2);
    }
    Path target = directory.resolve(dataset).resolve(file + ".bin");
    Path whole = Files.write(directory.resolve(dataset + ".part"), records);
    Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private static DatasetConfig dataset(String name) throws IOException {
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
        ignore_last_timestamp: true
        """
            .formatted(name, Files.createDirectory(directory.resolve(name))),
        DatasetConfig.class);
  }

  private static String pipeline(String dataset, String unreadableSamples) {
    return String.format(
        Locale.ROOT,
        """
        pipeline: {name: %1$s, version: 1.0.0}
        model:
          id: DLRM
          config: %2$s
        model_storage:
          full_model_strategy: {name: PyTorchFullModel}
        training:
          gpus: 1
          device: cpu
          dataloader_workers: 1
          use_previous_model: false
          initial_model: random
          seed: 1
          batch_size: 10
          epochs_per_trigger: 1
          shuffle: true
          checkpointing: {activated: false}
          optimizers:
            - name: default
              algorithm: SGD
              source: PyTorch
              param_groups: [{module: model, config: {lr: 0.01}}]
          optimization_criterion: {name: BCEWithLogitsLoss}
        data:
          dataset_id: %1$s
          unreadable_samples: %3$s
          bytes_parser_function: '%4$s'
        trigger: {id: DataAmountTrigger, num_samples: %5$d}
        selection_strategy:
          name: NewDataStrategy
          maximum_keys_in_memory: 1000
          storage_backend: local
          tail_triggers: null
          limit: -1
        """,
        dataset,
        LearnableSamples.MODEL_CONFIGURATION.replace("\n", " "),
        unreadableSamples,
        LearnableSamples.PARSER.replace("\n", " "),
        SAMPLES);
  }
}
