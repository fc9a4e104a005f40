package org.modyn.supervisor.trigger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.pipeline.trigger.performance.PerformanceEvaluationConfig;
import org.modyn.supervisor.drift.Features;
import org.modyn.supervisor.trigger.PerformanceSource.Performance;

/**
 * Servers whose answers are functions of the model and the keys. They record which models and keys
 * they were asked for.
 */
public final class FakeModels implements TriggerServices {
  /** The section {@code evaluation} of triggers that observe a model. */
  public static final String EVALUATION =
      "evaluation: {device: cpu, dataset: {dataset_id: d, bytes_parser_function: Utf8(),"
          + " batch_size: 1, dataloader_workers: 1, metrics: [{name: Accuracy}]}}";

  /** Whether a model predicts the label of a sample. */
  @FunctionalInterface
  public interface Predictions {
    boolean isRight(int model, long key);
  }

  private final Predictions predictions;
  private final List<String> requests = new ArrayList<>();

  public FakeModels(Predictions predictions) {
    this.predictions = predictions;
  }

  /**
   * Returns models that differ from each other, and get worse with the samples, again and again.
   */
  public static FakeModels ageing() {
    return new FakeModels((model, key) -> (31 * key + 7L * model) % 10 < 9 - key % 60 / 8);
  }

  /** Returns "model: first key..last key" for each request so far. */
  public List<String> requests() {
    return requests;
  }

  @Override
  public PerformanceSource performance(PerformanceEvaluationConfig config) {
    return (model, keys) -> {
      record(Integer.toString(model), keys);
      long right = Arrays.stream(keys).filter(key -> predictions.isRight(model, key)).count();
      return new Performance(
          keys.length, keys.length - right, Map.of("Accuracy", (double) right / keys.length));
    };
  }

  /** The feature of samples that the model predicts right is 0, that of the others 1. */
  @Override
  public FeatureSource features() {
    return (model, keys) -> {
      record(model.map(Object::toString).orElse("none"), keys);
      float[] values = new float[keys.length];
      for (int index = 0; index < keys.length; index++) {
        values[index] = predictions.isRight(model.orElse(0), keys[index]) ? 0 : 1;
      }
      return Features.of(values, 1);
    };
  }

  private void record(String model, long[] keys) {
    requests.add(model + ": " + keys[0] + ".." + keys[keys.length - 1]);
  }

  /** Returns a run of a policy with these servers. */
  public PolicyRun run(String yaml) {
    return new PolicyRun(PolicyRun.config(yaml), this, Optional.empty());
  }
}
