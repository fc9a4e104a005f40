package org.modyn.supervisor.evaluation.writer;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.modyn.common.file.DurableFiles;
import org.modyn.supervisor.evaluation.EvaluationRequest;
import org.modyn.supervisor.evaluation.EvaluationResult;

/**
 * Writes an event file for TensorBoard. Each curve is a metric of a handler on a dataset over time:
 * one for each model, and one for the composite model of those that were the active ones, and of
 * those in training. Its tag is {@code pipeline_<id>/<dataset>/<metric>/<handler>/} and {@code
 * model_<id>}, {@code active} or {@code trained}. The step is the end of the interval, in seconds
 * since 1970, or its start if it has no end; the wall time is the same, so that TensorBoard can
 * show dates. Undefined metrics and failed evaluations are left out.
 */
final class TensorBoardWriter implements ResultWriter {
  private final int pipelineId;
  private final Path directory;

  TensorBoardWriter(int pipelineId, Path directory) {
    this.pipelineId = pipelineId;
    this.directory = requireNonNull(directory, "directory is null");
  }

  @Override
  public void write(List<EvaluationResult> results) {
    List<ScalarEvent> events = new ArrayList<>();
    for (EvaluationResult result : results) {
      for (EvaluationResult.Metric metric : result.metrics()) {
        metric.result().ifPresent(value -> addEvents(events, result.request(), metric, value));
      }
    }
    events.sort(Comparator.comparing(ScalarEvent::tag).thenComparingLong(ScalarEvent::step));
    DurableFiles.writeAtomically(
        // TensorBoard reads files whose name contains tfevents
        directory.resolve(
            String.format(Locale.ROOT, "events.out.tfevents.%010d.modyn", pipelineId)),
        channel -> TensorBoardEventFile.write(channel, events));
  }

  private void addEvents(
      List<ScalarEvent> events,
      EvaluationRequest request,
      EvaluationResult.Metric metric,
      double value) {
    String curves =
        String.join(
            "/",
            "pipeline_" + pipelineId,
            request.datasetId(),
            metric.name(),
            request.evalHandler(),
            "");
    long step = request.intervalEnd().orElse(request.intervalStart());
    events.add(new ScalarEvent(curves + "model_" + request.idModel(), step, value));
    if (request.currentlyActiveModel().orElse(false)) {
      events.add(new ScalarEvent(curves + "active", step, value));
    }
    if (request.currentlyTrainedModel().orElse(false)) {
      events.add(new ScalarEvent(curves + "trained", step, value));
    }
  }
}
