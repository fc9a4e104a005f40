package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.evaluation.metric.MetricConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.UserFunctions;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loader.TimeInterval;
import org.modyn.ml.metric.EvaluationMetrics;
import org.modyn.ml.metric.MetricDefinition;
import org.modyn.ml.parser.LabelTransformer;
import org.modyn.ml.parser.LabelTransformers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tokenizer.Tokenizers;
import org.modyn.ml.userfunction.UserCode;
import org.modyn.proto.evaluator.DatasetInfo;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.evaluator.EvaluationInterval;

/** Reads requests to evaluate a model. Thread safe. */
public final class EvaluationRequests {
  private static final String INTERVALS = "dataset_info.evaluation_intervals";

  private final UserCode userCode;
  private final Tokenizers tokenizers;

  public EvaluationRequests(UserCode userCode, Tokenizers tokenizers) {
    this.userCode = requireNonNull(userCode, "userCode is null");
    this.tokenizers = requireNonNull(tokenizers, "tokenizers is null");
  }

  /**
   * Checks a request to evaluate a model, as far as that needs no other server.
   *
   * @throws ModynException INVALID_ARGUMENT with a line for each problem
   */
  public EvaluationSpecification read(EvaluateModelRequest request) {
    FieldProblems problems = new FieldProblems();
    checkDevice("device", request, problems);
    Optional<EvaluationSpecification> specification = read("", request, problems);
    problems.throwIfAny();
    return specification.orElseThrow();
  }

  static void checkDevice(String field, EvaluateModelRequest request, FieldProblems problems) {
    problems.check(field, () -> Device.of(request.getDevice()));
  }

  /**
   * Checks everything but the device.
   *
   * @param section of the pipeline file that the request was built from; empty if there is none
   * @param problems receives the problems, by field
   * @return empty if the request is invalid
   */
  Optional<EvaluationSpecification> read(
      String section, EvaluateModelRequest request, FieldProblems problems) {
    FieldProblems found = new FieldProblems();
    String prefix = section.isEmpty() ? "" : section + ".";
    BatchFields fields = BatchFields.of(request);
    fields.check(prefix, found);
    checkIntervals(request.getDatasetInfo(), found);
    List<Optional<MetricConfig>> configs = metrics(prefix + "metrics", request, found);
    if (!found.isEmpty() && hasUserCode(fields, request, configs)) {
      // it runs only for a request that is right otherwise
      problems.addAll(found.problems());
      return Optional.empty();
    }
    Optional<InputPipeline> input = fields.input(section, userCode, tokenizers, found);
    Optional<LabelTransformer> labels =
        found.check(
            prefix + "label_transformer_function",
            () -> LabelTransformers.create(request.getLabelTransformer().getValue(), userCode));
    List<MetricDefinition> metrics = compile(prefix + "metrics", configs, found);
    problems.addAll(found.problems());
    return found.isEmpty()
        ? Optional.of(
            specification(
                request,
                fields,
                input.orElseThrow(),
                labels.orElseThrow(),
                new EvaluationMetrics(metrics)))
        : Optional.empty();
  }

  /** An interval of listed samples has no bounds, and is the only one of its request. */
  private static void checkIntervals(DatasetInfo dataset, FieldProblems problems) {
    for (EvaluationInterval interval : dataset.getEvaluationIntervalsList()) {
      if (interval.hasSamples()) {
        if (interval.hasStartTimestamp() || interval.hasEndTimestamp()) {
          problems.add(INTERVALS, "an interval has either samples or timestamps, but one has both");
        }
        if (dataset.getEvaluationIntervalsCount() > 1) {
          problems.add(
              INTERVALS,
              "an interval with samples must be the only one of its request, but there are "
                  + dataset.getEvaluationIntervalsCount());
        }
        SampleKeyList.problem(interval.getSamples())
            .ifPresent(problem -> problems.add(INTERVALS + ".samples", problem));
      }
    }
  }

  private static EvaluationSpecification specification(
      EvaluateModelRequest request,
      BatchFields fields,
      InputPipeline input,
      LabelTransformer labels,
      EvaluationMetrics metrics) {
    return new EvaluationSpecification(
        request.getModelId(),
        request.getDevice(),
        request.getDatasetInfo().getDatasetId(),
        request.getSkipUnreadableSamples(),
        samples(request.getDatasetInfo().getEvaluationIntervalsList()),
        fields.workers(),
        fields.batchSize(),
        input,
        labels,
        metrics);
  }

  private static EvaluatedSamples samples(List<EvaluationInterval> intervals) {
    return intervals.size() == 1 && intervals.getFirst().hasSamples()
        ? new EvaluatedSamples.Listed(SampleKeyList.toArray(intervals.getFirst().getSamples()))
        : new EvaluatedSamples.Intervals(
            intervals.stream().map(EvaluationRequests::interval).toList());
  }

  private static TimeInterval interval(EvaluationInterval interval) {
    return new TimeInterval(
        interval.hasStartTimestamp()
            ? OptionalLong.of(interval.getStartTimestamp())
            : OptionalLong.empty(),
        interval.hasEndTimestamp()
            ? OptionalLong.of(interval.getEndTimestamp())
            : OptionalLong.empty());
  }

  private static boolean hasUserCode(
      BatchFields fields, EvaluateModelRequest request, List<Optional<MetricConfig>> metrics) {
    return fields.hasUserCode()
        || UserFunctions.isUserCode(request.getLabelTransformer().getValue())
        || metrics.stream()
            .flatMap(Optional::stream)
            .flatMap(metric -> metric.evaluationTransformerFunction().stream())
            .anyMatch(UserFunctions::isUserCode);
  }

  /** Returns empty if a metric is invalid. */
  private static List<Optional<MetricConfig>> metrics(
      String section, EvaluateModelRequest request, FieldProblems problems) {
    List<Optional<MetricConfig>> metrics = new ArrayList<>();
    for (int index = 0; index < request.getMetricsCount(); index++) {
      metrics.add(
          ConfigLoader.parseSection(
              String.format(Locale.ROOT, "%s[%d]", section, index),
              request.getMetrics(index).getValue(),
              MetricConfig.class,
              problems));
    }
    return metrics;
  }

  /** Returns the valid metrics; all of them if there are no problems. */
  private List<MetricDefinition> compile(
      String section, List<Optional<MetricConfig>> configs, FieldProblems problems) {
    Map<String, MetricDefinition> metrics = new LinkedHashMap<>();
    for (int index = 0; index < configs.size(); index++) {
      String field = String.format(Locale.ROOT, "%s[%d]", section, index);
      configs
          .get(index)
          .flatMap(config -> problems.check(field, () -> MetricDefinition.create(config, userCode)))
          .filter(metric -> metrics.putIfAbsent(metric.name(), metric) != null)
          .ifPresent(
              metric ->
                  problems.add(field, "there is another metric with the name " + metric.name()));
    }
    return List.copyOf(metrics.values());
  }
}
