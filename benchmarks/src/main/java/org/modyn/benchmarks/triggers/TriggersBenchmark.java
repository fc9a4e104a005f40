package org.modyn.benchmarks.triggers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.modyn.benchmarks.framework.Benchmark;
import org.modyn.benchmarks.framework.BenchmarkOption;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.trigger.DataAmountTriggerConfig;
import org.modyn.common.config.pipeline.trigger.TimeTriggerConfig;
import org.modyn.common.config.pipeline.trigger.drift.DriftMetricConfig;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.drift.DriftMetric;
import org.modyn.supervisor.drift.DriftMetrics;
import org.modyn.supervisor.drift.Features;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.DataAmountTrigger;
import org.modyn.supervisor.trigger.TimeTrigger;
import org.modyn.supervisor.trigger.TriggeringPolicy;

/**
 * Measures triggering policies and drift metrics on data in memory.
 *
 * <ul>
 *   <li>{@code time_trigger} and {@code amount_trigger} decide about batches of {@value
 *       #BATCH_SIZE} samples, in samples per second; their baseline is a loop over the samples'
 *       timestamps that finds the same triggers.
 *   <li>The other rows compare two windows of 5,000 samples with 128 features by a drift metric, in
 *       seconds; their baseline is the same in Python, if {@code python3} has NumPy, SciPy and, for
 *       the classifier, scikit-learn.
 * </ul>
 */
public final class TriggersBenchmark implements Benchmark {
  private static final int BATCH_SIZE = 10_000;
  private static final long SEED = 1;
  private static final int FEATURES = 128;

  /** The rows of drift metrics, and their options. */
  private static final Map<String, String> METRICS = metrics();

  private static Map<String, String> metrics() {
    Map<String, String> metrics = new LinkedHashMap<>();
    metrics.put("mmd_5k_128", "id: AlibiDetectMmdDriftMetric");
    metrics.put("ks_5k_128", "id: AlibiDetectKSDriftMetric");
    metrics.put("cvm_5k_128", "id: AlibiDetectCVMDriftMetric");
    metrics.put("hellinger_5k_128", "id: EvidentlyHellingerDistanceDriftMetric");
    metrics.put("classifier_5k_128", "id: ClassifierDriftMetric");
    return metrics;
  }

  @Override
  public String name() {
    return "triggers";
  }

  @Override
  public String description() {
    return "triggering policies in samples/s, and drift metrics in seconds, against Python";
  }

  @Override
  public Set<BenchmarkOption> options() {
    return Set.of();
  }

  @Override
  public List<Measurement> run(Path directory, BenchmarkOptions options)
      throws IOException, InterruptedException {
    List<Measurement> rows = new ArrayList<>();
    List<NewSamples> batches = batches(options.quick() ? 2 : 1_000);
    long span = batches.getLast().lastTimestamp() - batches.getFirst().firstTimestamp();
    rows.add(timeTrigger(batches, Math.max(1, span / 100), options.repetitions()));
    rows.add(amountTrigger(batches, options.quick() ? 1_500 : 77_777, options.repetitions()));
    int windowSize = options.quick() ? 60 : 5_000;
    Features reference = features(windowSize, 0, 1);
    Features current = features(windowSize, 0.02, 2);
    PythonBaseline python = PythonBaseline.prepare(directory, reference, current);
    for (Map.Entry<String, String> row : METRICS.entrySet()) {
      rows.add(drift(row.getKey(), metric(row.getValue()), reference, current, python, options));
    }
    return rows;
  }

  /** Samples of whole seconds, a few in each second. */
  private static List<NewSamples> batches(int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    long timestamp = 1_000_000_000;
    long key = 0;
    List<NewSamples> batches = new ArrayList<>();
    for (int batch = 0; batch < count; batch++) {
      long[] keys = new long[BATCH_SIZE];
      long[] timestamps = new long[BATCH_SIZE];
      for (int index = 0; index < BATCH_SIZE; index++) {
        timestamp += random.nextInt(4) / 3;
        keys[index] = key++;
        timestamps[index] = timestamp;
      }
      batches.add(NewSamples.of(keys, timestamps, new long[BATCH_SIZE]));
    }
    return batches;
  }

  private static Measurement timeTrigger(List<NewSamples> batches, long seconds, int repetitions) {
    TimeTriggerConfig config =
        ConfigLoader.parse("benchmark", "{every: " + seconds + "s}", TimeTriggerConfig.class);
    return policy(
        "time_trigger",
        batches,
        () -> new TimeTrigger(config, PolicyState.initial()),
        () -> {
          long triggers = 0;
          long next = batches.getFirst().firstTimestamp() + seconds;
          for (NewSamples batch : batches) {
            for (int index = 0; index < batch.size(); index++) {
              while (batch.timestamp(index) >= next) {
                triggers++;
                next += seconds;
              }
            }
          }
          return triggers;
        },
        repetitions);
  }

  private static Measurement amountTrigger(
      List<NewSamples> batches, int samplesPerTrigger, int repetitions) {
    return policy(
        "amount_trigger",
        batches,
        () ->
            new DataAmountTrigger(
                new DataAmountTriggerConfig(samplesPerTrigger), PolicyState.initial()),
        () -> {
          long triggers = 0;
          int samples = 0;
          for (NewSamples batch : batches) {
            for (int index = 0; index < batch.size(); index++) {
              if (++samples == samplesPerTrigger) {
                triggers++;
                samples = 0;
              }
            }
          }
          return triggers;
        },
        repetitions);
  }

  private static Measurement policy(
      String name,
      List<NewSamples> batches,
      Supplier<TriggeringPolicy> policies,
      Supplier<Long> loop,
      int repetitions) {
    long samples = (long) batches.size() * BATCH_SIZE;
    long expected = loop.get();
    return Measurement.of(
        name,
        "samples/s",
        repetitions,
        () ->
            Measurement.perSecond(
                samples, () -> requireTriggers(name, triggers(policies.get(), batches), expected)),
        () -> Measurement.perSecond(samples, () -> requireTriggers(name, loop.get(), expected)));
  }

  /** Returns how often a policy triggers. */
  private static long triggers(TriggeringPolicy policy, List<NewSamples> batches) {
    long triggers = 0;
    for (NewSamples batch : batches) {
      NewSamples rest = batch;
      Optional<Integer> index = policy.next(rest).index();
      while (index.isPresent()) {
        triggers++;
        rest = rest.slice(index.get() + 1, rest.size());
        index = policy.next(rest).index();
      }
    }
    return triggers;
  }

  private static void requireTriggers(String name, long triggers, long expected) {
    if (triggers != expected) {
      throw new IllegalStateException(
          name + ": " + triggers + " triggers, but the loop finds " + expected);
    }
  }

  private static Features features(int rows, double shift, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * FEATURES];
    for (int index = 0; index < values.length; index++) {
      values[index] = (float) random.nextGaussian(shift, 1);
    }
    return Features.of(values, FEATURES);
  }

  private static DriftMetric metric(String options) {
    return DriftMetrics.create(
        ConfigLoader.parse(
            "benchmark",
            "{"
                + options
                + ", decision_criterion: {id: ThresholdDecisionCriterion, threshold: 0.5}}",
            DriftMetricConfig.class),
        SEED);
  }

  private static Measurement drift(
      String name,
      DriftMetric metric,
      Features reference,
      Features current,
      PythonBaseline python,
      BenchmarkOptions options)
      throws IOException, InterruptedException {
    Measurement.Figure value = () -> Measurement.seconds(() -> metric.measure(reference, current));
    return python.has(name)
        ? Measurement.of(name, "s", options.repetitions(), value, () -> python.seconds(name))
        : Measurement.of(name, "s", options.repetitions(), value);
  }
}
