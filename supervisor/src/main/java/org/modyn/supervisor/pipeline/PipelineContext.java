package org.modyn.supervisor.pipeline;

import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.log.PipelineLog;
import org.modyn.supervisor.log.StageRecorder;
import org.modyn.supervisor.status.PipelineEvents;

/** The objects that all stages of one pipeline share. */
record PipelineContext(
    PipelineParameters parameters,
    PipelineState state,
    ServiceClients clients,
    PipelineLog log,
    StageRecorder recorder,
    PipelineEvents events) {

  int pipelineId() {
    return parameters.pipelineId();
  }

  void emit(WatchPipelineResponse event) {
    events.add(event);
  }

  boolean maximumTriggersReached() {
    return parameters.maximumTriggers().filter(limit -> state.triggers() >= limit).isPresent();
  }
}
