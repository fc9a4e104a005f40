package org.modyn.evaluator.job;

import static org.modyn.common.error.Checks.check;
import static org.modyn.common.error.Checks.inField;
import static org.modyn.common.error.Checks.supported;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loader.TimeInterval;
import org.modyn.ml.metric.Metrics;
import org.modyn.ml.parser.LabelTransformers;
import org.modyn.ml.settings.Settings;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.userfunction.UserCode;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.evaluator.EvaluationInterval;

/** Reads requests to evaluate a model. */
public final class EvaluationRequests {
  private EvaluationRequests() {}

  /**
   * Checks every field that can be checked without another server.
   *
   * @throws ModynException INVALID_ARGUMENT, naming the field; UNIMPLEMENTED for what the server
   *     cannot do
   */
  public static EvaluationSpecification read(EvaluateModelRequest request, UserCode userCode) {
    inField("device", () -> Device.of(request.getDevice()));
    supported(!request.hasTokenizer(), "tokenizer: tokenizers are not supported yet");
    check(!request.getDatasetInfo().getDatasetId().isBlank(), "dataset_info.dataset_id is missing");
    check(
        request.getBatchSize() >= 1,
        "batch_size must be at least 1, but is %d",
        request.getBatchSize());
    check(
        request.getDatasetInfo().getNumDataloaders() >= 0,
        "dataset_info.num_dataloaders must be at least 0, but is %d",
        request.getDatasetInfo().getNumDataloaders());
    return new EvaluationSpecification(
        request.getModelId(),
        request.getDevice(),
        request.getDatasetInfo().getDatasetId(),
        request.getDatasetInfo().getEvaluationIntervalsList().stream()
            .map(EvaluationRequests::interval)
            .toList(),
        Math.max(1, request.getDatasetInfo().getNumDataloaders()),
        request.getBatchSize(),
        InputPipeline.create(
            request.getBytesParser().getValue(), request.getTransformListList(), userCode),
        inField(
            "label_transformer_function",
            () -> LabelTransformers.create(request.getLabelTransformer().getValue(), userCode)),
        metrics(request, userCode),
        userCode);
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

  private static List<String> metrics(EvaluateModelRequest request, UserCode userCode) {
    List<String> metrics = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < request.getMetricsCount(); i++) {
      String field = "metrics[%d]".formatted(i);
      String json = request.getMetrics(i).getValue();
      String name = Metrics.create(Settings.parse(field, json), userCode).name();
      check(names.add(name), "%s: there is another metric with the name %s", field, name);
      metrics.add(json);
    }
    return metrics;
  }
}
