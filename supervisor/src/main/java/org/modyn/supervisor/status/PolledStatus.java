package org.modyn.supervisor.status;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.proto.supervisor.GetPipelineStatusResponse;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.event.PipelineEvent.Ended;

/**
 * The status of a pipeline for polling clients: each message is returned once, to the first client
 * that polls. Thread safe.
 */
public final class PolledStatus {
  private final PipelineEvents events;
  private final PipelineEvents.Reader reader;

  public PolledStatus(PipelineEvents events) {
    this.events = requireNonNull(events, "events is null");
    this.reader = events.reader();
  }

  /** Returns the messages since the last call, and the end of the pipeline if it has ended. */
  public synchronized GetPipelineStatusResponse next() {
    Optional<Ended> ended = events.ended();
    GetPipelineStatusResponse.Builder status =
        GetPipelineStatusResponse.newBuilder().setStatus(ended.isPresent() ? "exit" : "running");
    for (PipelineEvent polled : reader.poll()) {
      WatchPipelineResponse event = Messages.of(polled);
      switch (event.getEventCase()) {
        case PIPELINE_STAGE -> status.addPipelineStage(event.getPipelineStage());
        case TRAINING_STATUS -> status.addTrainingStatus(event.getTrainingStatus());
        case EVAL_STATUS -> status.addEvalStatus(event.getEvalStatus());
        default -> {
          // additional events, which polling clients do not know
        }
      }
    }
    ended.ifPresent(end -> status.addPipelineStage(Messages.exit(end)));
    return status.build();
  }

  /** Returns the status of a pipeline that is no longer in memory. */
  public static GetPipelineStatusResponse ended(Ended ended) {
    return GetPipelineStatusResponse.newBuilder()
        .setStatus("exit")
        .addPipelineStage(Messages.exit(ended))
        .build();
  }

  public static GetPipelineStatusResponse notFound() {
    return GetPipelineStatusResponse.newBuilder().setStatus("not found").build();
  }
}
