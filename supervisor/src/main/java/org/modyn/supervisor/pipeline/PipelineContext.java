package org.modyn.supervisor.pipeline;

import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.log.PipelineLog;
import org.modyn.supervisor.log.StageRecorder;
import org.modyn.supervisor.status.PipelineEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The objects that all stages of one pipeline share. */
record PipelineContext(
    PipelineParameters parameters,
    PipelineState state,
    ServiceClients clients,
    PipelineLog log,
    StageRecorder recorder,
    PipelineEvents events) {
  private static final Logger LOGGER = LoggerFactory.getLogger(PipelineContext.class);

  int pipelineId() {
    return parameters.pipelineId();
  }

  void emit(WatchPipelineResponse event) {
    events.add(event);
  }

  /** Reports an unusual condition to watching clients and in the log. */
  void note(String text) {
    LOGGER.warn("Pipeline {}: {}", pipelineId(), text);
    events.note(text);
  }

  boolean maximumTriggersReached() {
    return maximumTriggersReachedAfter(0);
  }

  /**
   * @param more the number of triggers that are not counted yet
   */
  boolean maximumTriggersReachedAfter(int more) {
    return parameters
        .maximumTriggers()
        .filter(limit -> state.triggers() + more >= limit)
        .isPresent();
  }
}
