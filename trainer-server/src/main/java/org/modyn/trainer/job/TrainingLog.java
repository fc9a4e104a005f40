package org.modyn.trainer.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.List;
import java.util.Optional;
import org.modyn.common.downsampling.DownsamplingSpecification;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.loader.SkippedSamples;
import org.modyn.ml.loader.WorkerReport;
import org.modyn.ml.training.StepTimings;

/**
 * The log of a finished training, which becomes part of the pipeline's log: a JSON object with the
 * original's keys.
 *
 * <ul>
 *   <li>{@code epochs}: for each, the milliseconds that the training waited for batches ({@code
 *       BatchTimings}, {@code MinFetchBatch}, {@code MaxFetchBatch}, {@code AvgFetchBatch}, {@code
 *       MedianFetchBatch}, {@code StdFetchBatch}, {@code TotalFetchBatch}) and those of the parts
 *       of its steps ({@code Forward}, {@code Loss}, {@code Backward}, ...); see {@link
 *       EpochTimings}
 *   <li>{@code num_batches}, {@code num_samples}: loaded; {@code num_batches_trained}, {@code
 *       num_samples_trained}: trained on. They differ if samples are selected from each batch
 *   <li>{@code received_downsampler_config}: only with downsampling; see {@link
 *       DownsamplingSpecification#toJson}
 *   <li>{@code total_train}: milliseconds
 *   <li>{@code training_loss}: the loss of every {@code record_loss_every}th batch
 *   <li>{@code on_begin_callbacks_time}: 0, there are no callbacks
 *   <li>{@code dataset_worker_log}: by loader worker, the timings of its last epoch: milliseconds
 *       that it waited for samples ({@code wait_for_initial_partition}, {@code
 *       wait_for_later_partitions}) and parsed them, labels included ({@code transform}), and for
 *       each of its {@code partitions} the milliseconds for the keys ({@code
 *       get_keys_and_weights}), for their samples ({@code get_data}), and for each answer of
 *       storage ({@code response_times})
 *   <li>{@code prepare}: an additional key: the milliseconds from the start of the job, when it
 *       left the queue, to its first request for a batch, in this attempt
 *   <li>{@code write_weights}: an additional key: the milliseconds that the trained weights took to
 *       be written to a file
 *   <li>{@code seed}: an additional key
 *   <li>{@code downsampling}: an additional key, only with downsampling: the number of samples that
 *       all selections had to select from ({@code num_samples_offered}), and that of the selected
 *       ones ({@code num_samples_chosen})
 *   <li>{@code rho_log}: only with RHO loss; the fields of the original's log of its selector:
 *       {@code main_trigger_id}, {@code rho_trigger_id} (the same trigger), {@code il_model_id},
 *       {@code trainer_log} (of the model of irreducible losses; null if an earlier attempt has
 *       trained it), and, with {@code Twin}, the same of its second half as {@code
 *       second_rho_trigger_id}, {@code second_il_model_id}, {@code second_trainer_log}
 *   <li>{@code skipped_samples}: an additional key, present if samples were skipped: the {@code
 *       count} and the {@code keys} of {@code deleted} and of {@code unreadable} ones
 * </ul>
 *
 * <p>{@code BatchTimings} are omitted from the epoch on in which their total number would exceed
 * {@value #MAXIMUM_BATCH_TIMINGS}, because the log is sent in one message.
 */
final class TrainingLog {
  private static final int MAXIMUM_BATCH_TIMINGS = 100_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ArrayNode epochs = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode losses = JsonNodeFactory.instance.arrayNode();
  private final ObjectNode workers = JsonNodeFactory.instance.objectNode();
  private final ObjectNode skipped = JsonNodeFactory.instance.objectNode();
  private final Optional<DownsamplingSpecification> downsampling;
  private Optional<ObjectNode> rhoLog;
  private int batchTimings;
  private long preparingNanoseconds;
  private long totalNanoseconds;
  private long writingNanoseconds;

  /**
   * @param downsampling of the training; empty if it trains on all samples
   * @param rhoLog the log of the model of irreducible losses; empty if there is none
   */
  TrainingLog(Optional<DownsamplingSpecification> downsampling, Optional<ObjectNode> rhoLog) {
    this.downsampling = requireNonNull(downsampling, "downsampling is null");
    this.rhoLog = requireNonNull(rhoLog, "rhoLog is null");
  }

  void addEpoch(EpochTimings timings, StepTimings steps) {
    batchTimings = Math.addExact(batchTimings, timings.batches());
    boolean selectsFromBatches =
        downsampling
            .filter(specification -> !specification.config().schedule().sampleThenBatch())
            .isPresent();
    epochs.add(timings.toJson(steps, selectsFromBatches, batchTimings <= MAXIMUM_BATCH_TIMINGS));
  }

  /** Logs the timings of the loader's workers. */
  void setWorkers(List<Optional<WorkerReport>> reports) {
    for (int worker = 0; worker < reports.size(); worker++) {
      String key = Integer.toString(worker);
      reports.get(worker).ifPresent(report -> workers.set(key, toJson(report)));
    }
  }

  /** Logs which samples storage could not send. */
  void setSkipped(SkippedSamples samples) {
    putSkipped("deleted", samples.deleted(), samples.deletedKeys());
    putSkipped("unreadable", samples.unreadable(), samples.unreadableKeys());
  }

  private void putSkipped(String kind, long count, String keys) {
    if (count > 0) {
      skipped.putObject(kind).put("count", count).put("keys", keys);
    }
  }

  private static ObjectNode toJson(WorkerReport report) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode partitions = json.putObject("partitions");
    for (WorkerReport.Partition partition : report.partitions()) {
      ObjectNode node = partitions.putObject(Integer.toString(partition.partition()));
      node.put("get_keys_and_weights", EpochTimings.milliseconds(partition.fetchingKeys()));
      node.put("num_items", partition.samples());
      node.put("get_data", EpochTimings.milliseconds(partition.receiving()));
      ArrayNode answers = node.putArray("response_times");
      partition.answers().forEach(answer -> answers.add(EpochTimings.milliseconds(answer)));
    }
    json.put("num_partitions", report.partitions().size());
    json.put("transform", EpochTimings.milliseconds(report.transforming()));
    json.put("wait_for_later_partitions", EpochTimings.milliseconds(report.waitedForLater()));
    json.put("wait_for_initial_partition", EpochTimings.milliseconds(report.waitedForFirst()));
    return json;
  }

  void addLoss(float loss) {
    losses.add(loss);
  }

  /** Returns the log so far, for a checkpoint. */
  String save() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("epochs", epochs);
    json.set("training_loss", losses);
    json.put("batch_timings", batchTimings);
    rhoLog.ifPresent(log -> json.set("rho_log", log));
    return json.toString();
  }

  /** Restores a log that was {@linkplain #save saved}. */
  void restore(String saved) {
    try {
      JsonNode json = JSON.readTree(saved);
      epochs.addAll((ArrayNode) json.required("epochs"));
      losses.addAll((ArrayNode) json.required("training_loss"));
      batchTimings = json.required("batch_timings").intValue();
      // the one of this attempt lacks the logs of what earlier attempts have trained
      rhoLog = json.has("rho_log") ? Optional.of((ObjectNode) json.get("rho_log")) : rhoLog;
    } catch (JsonProcessingException e) {
      throw new ModynException(
          ErrorCategory.DATA_LOSS,
          "the log in a checkpoint is not valid JSON: " + e.getMessage(),
          e);
    }
  }

  /** Logs the time from the start of the job to its first request for a batch. */
  void setPreparation(long nanoseconds) {
    preparingNanoseconds = nanoseconds;
  }

  /** Logs the time that the trained weights took to be written. */
  void setWriting(long nanoseconds) {
    writingNanoseconds = nanoseconds;
  }

  /** Logs the time that this attempt has trained. */
  void setDuration(long nanoseconds) {
    totalNanoseconds = nanoseconds;
  }

  /** Returns the complete log, as JSON. */
  String finish(TrainingProgress progress, long seed) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("epochs", epochs);
    json.put("num_samples", progress.loaded().samples());
    json.put("num_samples_trained", progress.samples());
    json.put("num_batches", progress.loaded().batches());
    json.put("num_batches_trained", progress.batches());
    json.put("prepare", EpochTimings.milliseconds(preparingNanoseconds));
    json.put("total_train", EpochTimings.milliseconds(totalNanoseconds));
    json.put("write_weights", EpochTimings.milliseconds(writingNanoseconds));
    json.set("training_loss", losses);
    json.put("on_begin_callbacks_time", 0);
    json.set("dataset_worker_log", workers);
    json.put("seed", seed);
    if (downsampling.isPresent()) {
      json.putRawValue("received_downsampler_config", new RawValue(downsampling.get().toJson()));
      json.putObject("downsampling")
          .put("num_samples_offered", progress.selection().offered())
          .put("num_samples_chosen", progress.selection().selected());
    }
    rhoLog.ifPresent(log -> json.set("rho_log", log));
    if (!skipped.isEmpty()) {
      json.set("skipped_samples", skipped);
    }
    return json.toString();
  }
}
