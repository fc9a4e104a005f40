package org.modyn.supervisor.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.system.ModynConfig;

/**
 * The part of a log that is known at the start of a pipeline.
 *
 * <p>The original's tools validate the configurations in a log against the original's schema, so
 * {@code config} has them in that form: directories that default to the state directory are written
 * out, ports that are strings in that schema are strings, passwords are left out, and a builtin
 * function is written as the docstring of a Python function. {@code pipeline_file} has the pipeline
 * as it was submitted.
 *
 * @param startReplayAt seconds since 1970; empty when the pipeline waits for new data
 */
public record LogHeader(
    int pipelineId,
    ModynConfig system,
    PipelineConfig pipeline,
    Optional<Integer> startReplayAt,
    Optional<Integer> stopReplayAt) {

  private static final JsonMapper JSON = new JsonMapper();

  /**
   * @param stages the stages of the state machine
   */
  ObjectNode toJson(JsonNode stages) {
    ObjectNode json = JSON.createObjectNode();
    json.put("pipeline_id", pipelineId);
    json.putNull("commit_sha");
    json.set("pipeline_stages", stages);
    ObjectNode config = json.putObject("config");
    config.set("system", systemToJson());
    config.set("pipeline", pipelineToJson());
    json.set("pipeline_file", JSON.valueToTree(ConfigLoader.toPlain(pipeline)));
    json.put("experiment", startReplayAt.isPresent());
    json.put("start_replay_at", startReplayAt.orElse(null));
    json.put("stop_replay_at", stopReplayAt.orElse(null));
    return json;
  }

  private ObjectNode systemToJson() {
    ObjectNode json = JSON.valueToTree(ConfigLoader.toPlain(system));
    json.withObject("/storage/database").put("password", "");
    json.withObject("/metadata_database").put("password", "");
    json.withObject("/selector")
        .put("trigger_sample_directory", system.triggerSampleDirectory().toString())
        .put("local_storage_directory", system.localStorageDirectory().toString());
    json.withObject("/trainer_server")
        .put("offline_dataset_directory", system.offlineDatasetDirectory().toString())
        .put("ftp_port", Integer.toString(system.trainerServer().ftpPort()));
    json.withObject("/model_storage")
        .put("ftp_port", Integer.toString(system.modelStorage().ftpPort()));
    json.withObject("/supervisor").put("eval_directory", system.evalDirectory().toString());
    system
        .tensorboard()
        .ifPresent(
            tensorboard ->
                json.withObject("/tensorboard").put("port", Integer.toString(tensorboard.port())));
    return json;
  }

  private ObjectNode pipelineToJson() {
    ObjectNode json = JSON.valueToTree(ConfigLoader.toPlain(pipeline));
    putPython(json.path("data"), "bytes_parser_function");
    for (JsonNode dataset : json.path("evaluation").path("datasets")) {
      putPython(dataset, "bytes_parser_function");
      for (JsonNode metric : dataset.path("metrics")) {
        putPython(metric, "evaluation_transformer_function");
      }
    }
    return json;
  }

  private static void putPython(JsonNode section, String function) {
    if (section.path(function).isTextual()) {
      ((ObjectNode) section)
          .put(
              function,
              "def %s(value):\n    %s\n    raise NotImplementedError\n"
                  .formatted(function, ConfigLoader.toJson(section.get(function).textValue())));
    }
  }
}
