package org.modyn.supervisor.evaluation.writer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.modyn.common.file.DurableFiles;
import org.modyn.supervisor.evaluation.EvaluationResult;

/**
 * Writes a JSON file for each trigger, {@code <pipeline>_<trigger>.eval}:
 *
 * <pre>
 * {"datasets": [{"flights": {"dataset_size": 1000, "metrics": [{"name": "Accuracy", "result": 0.5}],
 *   "eval_handler": "slices", "interval_start": 978307200, "interval_end": 978912000}}, ...]}
 * </pre>
 *
 * <p>Name and fields are those of the original's writer, except for the last three fields, as the
 * original had one evaluation a dataset. A failed evaluation has no metrics and a {@code
 * failure_reason}; an undefined metric has the result null and, if one is known, an {@code
 * undefined_reason}.
 */
final class DedicatedJsonWriter implements ResultWriter {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final int pipelineId;
  private final Path directory;

  DedicatedJsonWriter(int pipelineId, Path directory) {
    this.pipelineId = pipelineId;
    this.directory = requireNonNull(directory, "directory is null");
  }

  @Override
  public void write(List<EvaluationResult> results) {
    SortedMap<Integer, ObjectNode> files = new TreeMap<>();
    for (EvaluationResult result : results) {
      ObjectNode file =
          files.computeIfAbsent(result.request().triggerId(), _ -> JSON.createObjectNode());
      file.withArray("datasets").addObject().set(result.request().datasetId(), toJson(result));
    }
    files.forEach(
        (triggerId, file) -> {
          byte[] bytes = file.toString().getBytes(UTF_8);
          DurableFiles.writeAtomically(
              directory.resolve(pipelineId + "_" + triggerId + ".eval"),
              channel -> DurableFiles.writeFully(channel, ByteBuffer.wrap(bytes), 0));
        });
  }

  private static ObjectNode toJson(EvaluationResult result) {
    ObjectNode json = JSON.createObjectNode().put("dataset_size", result.datasetSize());
    ArrayNode metrics = json.putArray("metrics");
    for (EvaluationResult.Metric metric : result.metrics()) {
      ObjectNode node =
          metrics
              .addObject()
              .put("name", metric.name())
              .put("result", metric.result().orElse(null));
      metric.undefinedReason().ifPresent(reason -> node.put("undefined_reason", reason));
    }
    json.put("eval_handler", result.request().evalHandler())
        .put("interval_start", result.request().intervalStart())
        .put("interval_end", result.request().intervalEnd().orElse(null));
    result.failureReason().ifPresent(reason -> json.put("failure_reason", reason));
    return json;
  }
}
