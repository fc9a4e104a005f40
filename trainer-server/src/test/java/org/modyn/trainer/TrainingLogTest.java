package org.modyn.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.proto.trainer.CheckpointInfo;
import org.modyn.proto.trainer.StartTrainingRequest;

/** The log of a training, by the keys that analysis tools know. */
@Timeout(120)
class TrainingLogTest {
  /** As in the original's pytorch_trainer.py, whose stopwatches measure milliseconds. */
  private static final List<String> EPOCH_KEYS =
      List.of(
          "BatchTimings",
          "MinFetchBatch",
          "MaxFetchBatch",
          "AvgFetchBatch",
          "MedianFetchBatch",
          "StdFetchBatch",
          "TotalFetchBatch",
          "OnBatchBeginCallbacks",
          "PreprocessBatch",
          "PreprocSampleIDs",
          "LabelTransform",
          "MoveLabelToGPU",
          "MoveDataToGPU",
          "DownsampleBTS",
          "DownsampleSTB",
          "Forward",
          "Loss",
          "OnBatchBeforeUpdate",
          "Backward",
          "OptimizerStep",
          "Checkpoint",
          "OnBatchEnd");

  @TempDir private Path directory;
  private final TrainerFixture fixture = TrainerFixture.start();

  @AfterEach
  void close() {
    fixture.close();
  }

  private JsonNode train(StartTrainingRequest.Builder request) throws Exception {
    return new ObjectMapper()
        .readTree(fixture.awaitEnd(fixture.begin(request)).getLog().getValue());
  }

  @Test
  void theLogHasTheKeysOfTheOriginal() throws Exception {
    JsonNode log =
        train(
            TrainerFixture.request()
                .setCheckpointInfo(
                    CheckpointInfo.newBuilder()
                        .setCheckpointInterval(10)
                        .setCheckpointPath(directory.toString())));
    assertThat(log.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "epochs",
            "num_samples",
            "num_samples_trained",
            "num_batches",
            "num_batches_trained",
            "prepare",
            "total_train",
            "write_weights",
            "training_loss",
            "on_begin_callbacks_time",
            "dataset_worker_log",
            "seed");
    assertThat(log.get("num_samples_trained").asLong()).isEqualTo(4_000);
    assertThat(log.get("num_batches_trained").asLong()).isEqualTo(80);
    double all = 0;
    for (JsonNode epoch : log.get("epochs")) {
      assertThat(epoch.fieldNames()).toIterable().containsExactlyElementsOf(EPOCH_KEYS);
      double fetched = 0;
      for (JsonNode batch : epoch.get("BatchTimings")) {
        fetched += batch.asDouble();
      }
      // to the microsecond, each of 40 and their sum
      assertThat(epoch.get("TotalFetchBatch").asDouble()).isCloseTo(fetched, within(0.03));
      for (String part : List.of("Forward", "Loss", "Backward", "OptimizerStep", "Checkpoint")) {
        assertThat(epoch.get(part).asDouble()).as(part).isPositive();
        all += epoch.get(part).asDouble();
      }
      // what does not exist here, and labels, which the loader transforms
      for (String part :
          List.of(
              "OnBatchBeginCallbacks",
              "PreprocSampleIDs",
              "LabelTransform",
              "DownsampleBTS",
              "DownsampleSTB",
              "OnBatchBeforeUpdate",
              "OnBatchEnd")) {
        assertThat(epoch.get(part).asDouble()).as(part).isZero();
      }
      all += epoch.get("PreprocessBatch").asDouble() + fetched;
    }
    assertThat(all).isLessThan(log.get("total_train").asDouble());
  }

  @Test
  void theLogContainsThePartitionsOfEachWorker() throws Exception {
    JsonNode workers = train(TrainerFixture.request()).get("dataset_worker_log");
    assertThat(workers.fieldNames()).toIterable().containsExactly("0", "1");
    int samples = 0;
    for (JsonNode worker : workers) {
      assertThat(worker.get("num_partitions").asInt()).isEqualTo(2);
      assertThat(worker.get("partitions").fieldNames())
          .toIterable()
          .containsExactlyInAnyOrder("0", "1");
      assertThat(worker.get("transform").asDouble()).isPositive();
      assertThat(
              worker.get("wait_for_initial_partition").asDouble()
                  + worker.get("wait_for_later_partitions").asDouble())
          .isPositive();
      for (JsonNode partition : worker.get("partitions")) {
        samples += partition.get("num_items").asInt();
        assertThat(partition.get("get_keys_and_weights").asDouble()).isPositive();
        assertThat(partition.has("get_data")).isTrue();
        assertThat(partition.get("response_times").isArray()).isTrue();
      }
    }
    assertThat(samples).isEqualTo(TrainerFixture.SAMPLES);
  }

  @Test
  void aTrainingThatEndsWithinAnEpochHasALog() throws Exception {
    JsonNode log = train(TrainerFixture.request().setNumSamplesToPass(130));
    assertThat(log.get("num_samples").asLong()).isEqualTo(150);
    assertThat(log.get("epochs")).hasSize(1);
    assertThat(log.get("dataset_worker_log")).hasSize(2);
  }
}
