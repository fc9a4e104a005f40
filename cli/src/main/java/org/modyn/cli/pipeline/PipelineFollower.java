package org.modyn.cli.pipeline;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.modyn.cli.progress.PipelineProgress;
import org.modyn.cli.progress.Progress;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.WatchPipelineResponse;

/**
 * Follows a pipeline to its end and shows its progress, also when the supervisor is restarted in
 * between: the client waits for it, and shows what it has shown before only once. Not thread safe.
 */
public final class PipelineFollower {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final PipelineClient client;
  private final Progress progress;
  private final Consumer<WatchPipelineResponse> consumer;
  private final PipelineProgress shown;
  private final RepeatedEvents repeated = new RepeatedEvents();
  private boolean connected;
  private boolean waiting;

  /**
   * @param consumer receives the events, stored models and results of evaluations once
   */
  public PipelineFollower(
      PipelineClient client, Progress progress, Consumer<WatchPipelineResponse> consumer) {
    this.client = requireNonNull(client, "client is null");
    this.progress = requireNonNull(progress, "progress is null");
    this.consumer = requireNonNull(consumer, "consumer is null");
    this.shown = new PipelineProgress(progress);
  }

  /**
   * Returns when the pipeline has ended or was paused.
   *
   * @return the last event
   * @throws ModynException NOT_FOUND when there is no such pipeline; UNAVAILABLE when the
   *     supervisor does not come back within the patience of the client
   * @throws InterruptedException when the thread is interrupted
   */
  public PipelineEnded follow(int pipelineId) throws InterruptedException {
    while (true) {
      connected = false;
      try {
        PipelineEnded ended = client.watch(pipelineId, this::accept);
        progress.endTask();
        return ended;
      } catch (ModynException e) {
        if (e.category() != ErrorCategory.UNAVAILABLE || !connected) {
          throw e;
        }
        reportLoss(pipelineId, e);
      }
      repeated.reconnect();
      shown.reconnect();
      Thread.sleep(PAUSE);
    }
  }

  private void reportLoss(int pipelineId, ModynException reason) {
    waiting = true;
    progress.message(
        String.format(
            Locale.ROOT,
            "waiting for the supervisor, pipeline %d continues when it is back (%s)",
            pipelineId,
            reason.getMessage()));
  }

  private void accept(WatchPipelineResponse event) {
    connected = true;
    if (waiting) {
      waiting = false;
      progress.message("the supervisor is back");
    }
    if (repeated.isRepeated(event)) {
      shown.acceptRepeated(event);
    } else {
      consumer.accept(event);
      shown.accept(event);
    }
  }
}
