package org.modyn.supervisor.trigger;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One evaluation of a policy, for the log of the pipeline. Its fields there are {@code type},
 * {@code triggered}, {@code trigger_index}, {@code num_samples}, {@code evaluation_interval} (the
 * first and the last timestamp), and the details.
 *
 * @param type the kind of the policy: {@code drift}, {@code performance}, {@code cost_aware},
 *     {@code ensemble}
 * @param index the index of the last sample of the interval, among the samples of the call
 * @param samples the number of samples in the interval
 * @param firstTimestamp of the interval, seconds since 1970
 * @param lastTimestamp of the interval, seconds since 1970
 * @param details further fields, by their names in the log; numbers, strings, booleans, lists, maps
 *     and null
 */
public record TriggerEvaluation(
    String type,
    boolean triggered,
    int index,
    long samples,
    long firstTimestamp,
    long lastTimestamp,
    Map<String, Object> details) {
  public TriggerEvaluation {
    requireNonNull(type, "type is null");
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /**
   * Returns the same evaluation, as of a call with {@code offset} more samples before its own ones.
   */
  public TriggerEvaluation moved(int offset) {
    return new TriggerEvaluation(
        type, triggered, index + offset, samples, firstTimestamp, lastTimestamp, details);
  }

  /**
   * Returns the entry of the log.
   *
   * @param firstIndex the index in the batch of the first sample of the call
   */
  public Map<String, Object> toLog(int firstIndex) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("type", type);
    entry.put("triggered", triggered);
    entry.put("trigger_index", firstIndex + index);
    entry.put("num_samples", samples);
    entry.put("evaluation_interval", List.of(firstTimestamp, lastTimestamp));
    entry.putAll(details);
    return entry;
  }
}
