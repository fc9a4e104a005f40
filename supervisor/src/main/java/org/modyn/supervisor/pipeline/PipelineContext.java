package org.modyn.supervisor.pipeline;

import io.opentelemetry.api.trace.Tracer;
import java.nio.file.Path;
import org.modyn.common.plugin.Plugins;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.database.EvaluationResultRepository;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.state.PipelineParameters;
import org.modyn.supervisor.status.PipelineEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects that all steps of one pipeline share.
 *
 * @param directory the directory of the log and the results
 */
record PipelineContext(
    PipelineParameters parameters,
    ServiceClients clients,
    Plugins plugins,
    PipelineStore store,
    EvaluationResultRepository evaluationResults,
    Path directory,
    PipelineEvents events,
    Patience patience,
    SupervisorMetrics metrics,
    Tracer tracer) {
  private static final Logger LOGGER = LoggerFactory.getLogger(PipelineContext.class);

  int pipelineId() {
    return parameters.pipelineId();
  }

  /** Reports an event that happens now. */
  void emit(PipelineEvent event) {
    if (event instanceof PipelineEvent.Note note) {
      LOGGER.warn("Pipeline {}: {}", pipelineId(), note.text());
    }
    events.add(event);
    metrics.count(event);
  }
}
