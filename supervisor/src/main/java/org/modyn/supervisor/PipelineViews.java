package org.modyn.supervisor;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.proto.supervisor.DescribePipelineResponse;
import org.modyn.proto.supervisor.PipelineSummary;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.StoredPipeline;
import org.modyn.supervisor.event.PipelineEvent.Ended;
import org.modyn.supervisor.event.PipelineStatus;
import org.modyn.supervisor.pipeline.PipelineRun;
import org.modyn.supervisor.pipeline.Pipelines;
import org.modyn.supervisor.status.ProgressSummary;

/** Describes pipelines to clients: combines database rows with the state of running pipelines. */
final class PipelineViews {
  private final Pipelines pipelines;
  private final PipelineRepository repository;

  PipelineViews(Pipelines pipelines, PipelineRepository repository) {
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
    this.repository = requireNonNull(repository, "repository is null");
  }

  /** Returns all pipelines, oldest first. */
  List<PipelineSummary> all() {
    return repository.list().stream().map(this::summary).toList();
  }

  /**
   * @throws ModynException NOT_FOUND when there is no such pipeline
   */
  StoredPipeline stored(int pipelineId) {
    return repository
        .find(pipelineId)
        .orElseThrow(() -> ModynException.notFound("there is no pipeline %d", pipelineId));
  }

  /**
   * @throws ModynException NOT_FOUND when there is no such pipeline
   */
  PipelineSummary summary(int pipelineId) {
    return summary(stored(pipelineId));
  }

  /**
   * @throws ModynException NOT_FOUND when there is no such pipeline
   */
  DescribePipelineResponse describe(int pipelineId) {
    DescribePipelineResponse.Builder description =
        DescribePipelineResponse.newBuilder().setSummary(summary(pipelineId));
    pipelines
        .find(pipelineId)
        .ifPresent(run -> description.setProgress(ProgressSummary.of(run.events()).progress()));
    return description.build();
  }

  private PipelineSummary summary(StoredPipeline row) {
    Optional<PipelineRun> run = pipelines.find(row.id());
    Optional<Ended> ended = run.flatMap(present -> present.events().ended());
    // the database is updated before the end is published: a row without it is outdated
    StoredPipeline stored =
        row.status() == PipelineStatus.RUNNING && ended.isPresent() ? stored(row.id()) : row;
    PipelineSummary.Builder summary =
        PipelineSummary.newBuilder()
            .setPipelineId(stored.id())
            .setName(stored.name())
            .setStatus(stored.status().text())
            .setStartedAt(stored.startedAt().getEpochSecond())
            .setLogPath(stored.logPath());
    stored.endedAt().ifPresent(time -> summary.setEndedAt(time.getEpochSecond()));
    stored.triggers().ifPresent(summary::setTriggers);
    stored.error().ifPresent(summary::setError);
    if (stored.status() == PipelineStatus.RUNNING) {
      run.ifPresent(
          present -> summary.setTriggers(ProgressSummary.of(present.events()).triggers()));
      run.flatMap(PipelineRun::waiting)
          .ifPresent(
              waiting ->
                  summary
                      .setWaitingFor(waiting.reason())
                      .setWaitingSince(waiting.since().getEpochSecond()));
      // the end could not be written to the database
      ended.ifPresent(
          end -> summary.setStatus(end.status().text()).setError(end.error().orElse("")));
    }
    return summary.build();
  }
}
