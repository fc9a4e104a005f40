package org.modyn.supervisor.trigger.drift;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.modyn.common.config.pipeline.trigger.DataDriftTriggerConfig;
import org.modyn.common.config.pipeline.trigger.drift.DriftAggregationConfig;
import org.modyn.common.error.Checks;
import org.modyn.supervisor.data.SampleWindow;
import org.modyn.supervisor.drift.DriftMeasurement;
import org.modyn.supervisor.drift.DriftMetric;
import org.modyn.supervisor.drift.DriftMetrics;
import org.modyn.supervisor.drift.Features;
import org.modyn.supervisor.drift.statistics.TooFewSamplesException;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.state.PolicyStateReader;
import org.modyn.supervisor.state.PolicyStateWriter;
import org.modyn.supervisor.trigger.FeatureSource;
import org.modyn.supervisor.trigger.TriggerContext;
import org.modyn.supervisor.trigger.TriggeringPolicy;
import org.modyn.supervisor.trigger.interval.IntervalPolicy;
import org.modyn.supervisor.trigger.interval.IntervalTrigger;

/**
 * Triggers when the newest samples differ from those of the last training. Use it where the data
 * changes at irregular times; it needs no labels.
 *
 * <p>An interval costs the feature vectors of at most {@code sample_size} samples of each window,
 * those of the reference window once per trigger, and the metrics. The state has both windows, as
 * {@link SampleWindow} describes.
 */
public final class DriftPolicy implements IntervalPolicy {
  private static final long REFERENCE = 1;
  private static final long CURRENT = 2;

  private final DataDriftTriggerConfig config;
  private final FeatureSource source;
  private final long seed;
  private final Map<String, DriftMetric> metrics = new LinkedHashMap<>();
  private final Map<String, DriftCriterion> criteria = new LinkedHashMap<>();
  private final DetectionWindows windows;
  // the reference windows of the intervals of the warm-up, until the criteria are calibrated
  private final List<SampleWindow> calibrationWindows = new ArrayList<>();
  private Optional<Integer> model = Optional.empty();
  private long intervals;
  private long trainings;
  private Optional<Features> referenceFeatures = Optional.empty();
  // encoded once per change: it is asked for after each batch, and windows may be large
  private Optional<PolicyState> encoded = Optional.empty();

  private DriftPolicy(DataDriftTriggerConfig config, TriggerContext context, PolicyState state) {
    this.config = requireNonNull(config, "config is null");
    this.source = context.services().features();
    this.seed = context.seed().orElse((long) context.pipelineId());
    config
        .metrics()
        .forEach((name, metric) -> metrics.put(name, DriftMetrics.create(metric, seed)));
    if (state.isInitial()) {
      windows = new DetectionWindows(config.windowingStrategy(), state);
      config
          .metrics()
          .forEach(
              (name, metric) ->
                  criteria.put(name, DriftCriterion.create(metric.decisionCriterion(), state)));
      return;
    }
    PolicyStateReader reader = new PolicyStateReader(state);
    intervals = reader.readLong();
    trainings = reader.readLong();
    model = reader.readBoolean() ? Optional.of(reader.readInt()) : Optional.empty();
    windows = new DetectionWindows(config.windowingStrategy(), reader.readState());
    config
        .metrics()
        .forEach(
            (name, metric) ->
                criteria.put(
                    name, DriftCriterion.create(metric.decisionCriterion(), reader.readState())));
    int calibrations = reader.readInt();
    for (int index = 0; index < calibrations; index++) {
      calibrationWindows.add(SampleWindow.of(reader.readState()));
    }
  }

  /**
   * Creates a drift trigger.
   *
   * @param state of the trigger to continue, or the initial one
   */
  public static TriggeringPolicy create(
      DataDriftTriggerConfig config, TriggerContext context, PolicyState state) {
    return new IntervalTrigger(
        config.batch(), context, state, part -> new DriftPolicy(config, context, part));
  }

  @Override
  public PolicyState state() {
    if (encoded.isEmpty()) {
      encoded = Optional.of(encode());
    }
    return encoded.get();
  }

  private PolicyState encode() {
    PolicyStateWriter writer =
        new PolicyStateWriter()
            .writeLong(intervals)
            .writeLong(trainings)
            .writeBoolean(model.isPresent());
    model.ifPresent(writer::writeInt);
    writer.writeState(windows.state());
    criteria.values().forEach(criterion -> writer.writeState(criterion.state()));
    writer.writeInt(calibrationWindows.size());
    calibrationWindows.forEach(window -> writer.writeState(window.state()));
    return writer.toState();
  }

  @Override
  public String type() {
    return "drift";
  }

  @Override
  public Evaluation observe(SampleWindow interval, boolean triggers, boolean endsWarmUp) {
    encoded = Optional.empty();
    windows.add(interval);
    boolean isWarmUp = intervals < config.batch().warmUpLength();
    if (isWarmUp && needsCalibration()) {
      // the first interval has no reference window
      calibrationWindows.add((intervals == 0 ? windows.current() : windows.reference()).copy());
    }
    intervals++;
    List<Map<String, Object>> calibrations = endsWarmUp ? calibrate() : List.of();
    Map<String, Object> details = details(Map.of(), isWarmUp);
    if (!endsWarmUp) {
      windows.trigger(); // as if each interval of the warm-up had been a drift
      referenceFeatures = Optional.empty();
    }
    return new Evaluation(triggers, details, calibrations);
  }

  private boolean needsCalibration() {
    return config.metrics().values().stream()
        .anyMatch(metric -> metric.decisionCriterion().needsCalibration());
  }

  /** Adds the distances of the warm-up to the criteria that need them. */
  private List<Map<String, Object>> calibrate() {
    if (!hasFeatures() || calibrationWindows.isEmpty()) {
      return List.of(); // without a model: before the next decision
    }
    List<Map<String, Object>> evaluations = new ArrayList<>();
    Features currentSample = sample(windows.current(), CURRENT + intervals);
    for (SampleWindow reference : calibrationWindows) {
      Features referenceSample = sample(reference, REFERENCE + trainings);
      if (referenceSample.rows() > 0 && currentSample.rows() > 0) {
        Map<String, Object> results = new LinkedHashMap<>();
        config
            .metrics()
            .forEach(
                (name, metric) -> {
                  if (metric.decisionCriterion().needsCalibration()) {
                    results.put(name, measure(name, referenceSample, currentSample).toLog());
                  }
                });
        evaluations.add(details(results, true));
      }
    }
    calibrationWindows.clear();
    return evaluations;
  }

  @Override
  public Evaluation decide(SampleWindow interval) {
    encoded = Optional.empty();
    windows.add(interval);
    intervals++;
    if (!hasFeatures() || windows.reference().isEmpty()) {
      return Evaluation.of(true, details(Map.of(), false)); // nothing was trained yet
    }
    List<Map<String, Object>> calibrations = calibrate();
    Features reference = referenceFeatures();
    Features current = sample(windows.current(), CURRENT + intervals);
    if (reference.rows() == 0 || current.rows() == 0) {
      boolean isReferenceDeleted = reference.rows() == 0;
      return new Evaluation(isReferenceDeleted, details(Map.of(), false), calibrations);
    }
    Map<String, Object> results = new LinkedHashMap<>();
    int drifts = 0;
    for (String name : metrics.keySet()) {
      MetricDecision decision = measure(name, reference, current);
      results.put(name, decision.toLog());
      drifts += decision.isDrift() ? 1 : 0;
    }
    return new Evaluation(aggregate(drifts), details(results, false), calibrations);
  }

  private boolean aggregate(int drifts) {
    return switch (config.aggregationStrategy()) {
      case DriftAggregationConfig.MajorityVote _ -> 2 * drifts > metrics.size();
      case DriftAggregationConfig.AtLeastN atLeast -> drifts >= atLeast.n();
    };
  }

  private boolean hasFeatures() {
    return config.embeddings() == DataDriftTriggerConfig.Embeddings.NONE || model.isPresent();
  }

  private Features referenceFeatures() {
    if (referenceFeatures.isEmpty()) {
      referenceFeatures = Optional.of(sample(windows.reference(), REFERENCE + trainings));
    }
    return referenceFeatures.get();
  }

  private Features sample(SampleWindow window, long stream) {
    long[] keys =
        window.sample(
            config.sampleSize().orElse(Integer.MAX_VALUE),
            new SplittableRandom(seed ^ Long.rotateLeft(stream, 32)).nextLong());
    return source.features(
        config.embeddings() == DataDriftTriggerConfig.Embeddings.NONE ? Optional.empty() : model,
        keys);
  }

  private MetricDecision measure(String name, Features reference, Features current) {
    return Checks.inField(
        "trigger.metrics." + name,
        () -> {
          try {
            DriftMeasurement measurement =
                requireNonNull(metrics.get(name)).measure(reference, current);
            boolean isDrift = requireNonNull(criteria.get(name)).isDrift(measurement);
            return new MetricDecision(name, isDrift, Optional.of(measurement), Optional.empty());
          } catch (TooFewSamplesException e) {
            return new MetricDecision(name, false, Optional.empty(), Optional.of(e.getMessage()));
          }
        });
  }

  /**
   * What one metric has measured and its criterion has decided.
   *
   * @param undefinedReason why nothing was measured
   */
  private record MetricDecision(
      String name,
      boolean isDrift,
      Optional<DriftMeasurement> measurement,
      Optional<String> undefinedReason) {
    Map<String, Object> toLog() {
      Optional<DriftMeasurement.Test> test = measurement.flatMap(DriftMeasurement::test);
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("metric_id", name);
      entry.put("is_drift", isDrift);
      entry.put("p_val", test.map(DriftMeasurement.Test::pValue).orElse(null));
      entry.put("distance", measurement.map(DriftMeasurement::distance).orElse(null));
      entry.put("threshold", test.map(DriftMeasurement.Test::threshold).orElse(null));
      undefinedReason.ifPresent(reason -> entry.put("undefined_reason", reason));
      return entry;
    }
  }

  private Map<String, Object> details(Map<String, Object> results, boolean isWarmUp) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("id_model", model.orElse(null));
    details.put("detection_interval", interval(windows.current()));
    details.put("reference_interval", interval(windows.reference()));
    details.put("drift_results", results);
    details.put("is_warmup", isWarmUp);
    return details;
  }

  private static List<Long> interval(SampleWindow window) {
    return window.isEmpty()
        ? Arrays.asList(null, null)
        : List.of(window.firstTimestamp(), window.lastTimestamp());
  }

  @Override
  public void modelTrained(int modelId, long trainingSetSize, double seconds) {
    encoded = Optional.empty();
    model = Optional.of(modelId);
    trainings++;
    windows.trigger();
    referenceFeatures = Optional.empty();
  }

  @Override
  public void startFrom(int modelId) {
    encoded = Optional.empty();
    model = Optional.of(modelId);
  }
}
