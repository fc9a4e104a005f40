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
import org.modyn.ml.loader.LoaderMemory;
import org.modyn.ml.loader.LoaderOptions;
import org.modyn.ml.loader.TimeInterval;
import org.modyn.ml.metric.EvaluationMetrics;
import org.modyn.ml.metric.MetricDefinition;
import org.modyn.ml.parser.LabelTransformer;
import org.modyn.ml.parser.LabelTransformers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tokenizer.Tokenizers;
import org.modyn.ml.userfunction.UserCode;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.evaluator.EvaluationInterval;

/** Reads requests to evaluate a model. Thread safe. */
public final class EvaluationRequests {
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
    if (request.getDatasetInfo().getDatasetId().isBlank()) {
      found.add(prefix + "dataset_id", "is missing");
    }
    checkAtLeast(1, request.getBatchSize(), prefix + "batch_size", found);
    checkAtLeast(
        0, request.getDatasetInfo().getNumDataloaders(), prefix + "dataloader_workers", found);
    List<Optional<MetricConfig>> configs = metrics(prefix + "metrics", request, found);
    if (!found.isEmpty() && hasUserCode(request, configs)) {
      // it runs only for a request that is right otherwise
      problems.addAll(found.problems());
      return Optional.empty();
    }
    Optional<InputPipeline> input =
        found.checkBelow(
            section,
            () ->
                InputPipeline.create(
                    request.getBytesParser().getValue(),
                    request.getTransformListList(),
                    request.hasTokenizer()
                        ? Optional.of(request.getTokenizer().getValue())
                        : Optional.empty(),
                    userCode,
                    tokenizers));
    Optional<LabelTransformer> labels =
        found.check(
            prefix + "label_transformer_function",
            () -> LabelTransformers.create(request.getLabelTransformer().getValue(), userCode));
    input
        .map(
            pipeline ->
                LoaderMemory.of(
                    pipeline.parser().tensors(),
                    LoaderOptions.inOrder(
                        Math.max(1, request.getDatasetInfo().getNumDataloaders()),
                        Math.max(1, request.getBatchSize()))))
        .flatMap(LoaderMemory::shortage)
        .ifPresent(shortage -> found.add(prefix + "batch_size", shortage));
    List<MetricDefinition> metrics = compile(prefix + "metrics", configs, found);
    problems.addAll(found.problems());
    return found.isEmpty()
        ? Optional.of(
            specification(
                request, input.orElseThrow(), labels.orElseThrow(), new EvaluationMetrics(metrics)))
        : Optional.empty();
  }

  private EvaluationSpecification specification(
      EvaluateModelRequest request,
      InputPipeline input,
      LabelTransformer labels,
      EvaluationMetrics metrics) {
    return new EvaluationSpecification(
        request.getModelId(),
        request.getDevice(),
        request.getDatasetInfo().getDatasetId(),
        request.getSkipUnreadableSamples(),
        request.getDatasetInfo().getEvaluationIntervalsList().stream()
            .map(EvaluationRequests::interval)
            .toList(),
        Math.max(1, request.getDatasetInfo().getNumDataloaders()),
        request.getBatchSize(),
        input,
        labels,
        metrics);
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
      EvaluateModelRequest request, List<Optional<MetricConfig>> metrics) {
    return UserFunctions.isUserCode(request.getBytesParser().getValue())
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

  private static void checkAtLeast(int minimum, int value, String field, FieldProblems problems) {
    if (value < minimum) {
      problems.add(
          field, String.format(Locale.ROOT, "must be at least %d, but is %d", minimum, value));
    }
  }
}
