package org.modyn.trainer.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * The log of a finished training, as the supervisor puts it into the pipeline's log: a JSON object
 * with the original's keys.
 *
 * <ul>
 *   <li>{@code epochs}: for each, the milliseconds that the training waited for batches ({@code
 *       BatchTimings}, {@code MinFetchBatch}, {@code MaxFetchBatch}, {@code AvgFetchBatch}, {@code
 *       MedianFetchBatch}, {@code StdFetchBatch}, {@code TotalFetchBatch}) and that it computed
 *       ({@code TrainStep}, our own key)
 *   <li>{@code num_batches}, {@code num_samples}: fetched; {@code num_batches_trained}, {@code
 *       num_samples_trained}: trained on
 *   <li>{@code total_train}: milliseconds
 *   <li>{@code training_loss}: the loss of every {@code record_loss_every}th batch
 *   <li>{@code seed}: our own key
 * </ul>
 *
 * <p>{@code BatchTimings} are left out from the epoch on with which they would be more than {@value
 * #MAXIMUM_BATCH_TIMINGS} in all: the log travels in one message.
 */
final class TrainingLog {
  private static final int MAXIMUM_BATCH_TIMINGS = 100_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ArrayNode epochs = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode losses = JsonNodeFactory.instance.arrayNode();
  private int batchTimings;

  void addEpoch(EpochTimings timings) {
    batchTimings = Math.addExact(batchTimings, timings.batches());
    epochs.add(timings.toJson(batchTimings <= MAXIMUM_BATCH_TIMINGS));
  }

  void addLoss(float loss) {
    losses.add(loss);
  }

  /** What has been logged so far, for a checkpoint. */
  String save() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("epochs", epochs);
    json.set("training_loss", losses);
    json.put("batch_timings", batchTimings);
    return json.toString();
  }

  /** Goes on with what another log has {@linkplain #save saved}. */
  void restore(String saved) {
    try {
      JsonNode json = JSON.readTree(saved);
      epochs.addAll((ArrayNode) json.required("epochs"));
      losses.addAll((ArrayNode) json.required("training_loss"));
      batchTimings = json.required("batch_timings").intValue();
    } catch (JsonProcessingException e) {
      throw new ModynException(
          ErrorCategory.DATA_LOSS, "the log in a checkpoint is no JSON: " + e.getMessage(), e);
    }
  }

  /** The whole log, as JSON. */
  String finish(long batches, long samples, long totalNanoseconds, long seed) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("epochs", epochs);
    json.put("num_samples", samples);
    json.put("num_samples_trained", samples);
    json.put("num_batches", batches);
    json.put("num_batches_trained", batches);
    json.put("total_train", EpochTimings.milliseconds(totalNanoseconds));
    json.set("training_loss", losses);
    json.put("seed", seed);
    return json.toString();
  }
}
