package org.modyn.supervisor.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;
import org.modyn.supervisor.state.PipelineParameters;

/**
 * The ids of requests to other servers. They follow from what is requested, so that a supervisor
 * that was restarted repeats a request under the same id.
 */
final class RequestIds {
  private RequestIds() {}

  /**
   * @param attempt the number of times that the pipeline was retried after a failure
   */
  static String training(PipelineParameters parameters, int triggerId, int attempt) {
    return id(parameters.runId() + "/training/" + triggerId + "/" + attempt);
  }

  private static String id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString();
  }
}
