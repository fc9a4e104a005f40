package org.modyn.supervisor;

import static java.util.Objects.requireNonNull;

import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.evaluation.EvaluationConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.Streams;
import org.modyn.proto.supervisor.DeletePipelineRequest;
import org.modyn.proto.supervisor.DeletePipelineResponse;
import org.modyn.proto.supervisor.DescribePipelineRequest;
import org.modyn.proto.supervisor.DescribePipelineResponse;
import org.modyn.proto.supervisor.EvaluatePipelineRequest;
import org.modyn.proto.supervisor.EvaluatePipelineResponse;
import org.modyn.proto.supervisor.FieldProblem;
import org.modyn.proto.supervisor.GetPipelineLogRequest;
import org.modyn.proto.supervisor.GetPipelineLogResponse;
import org.modyn.proto.supervisor.GetPipelineStatusRequest;
import org.modyn.proto.supervisor.GetPipelineStatusResponse;
import org.modyn.proto.supervisor.ListEvaluationResultsRequest;
import org.modyn.proto.supervisor.ListEvaluationResultsResponse;
import org.modyn.proto.supervisor.ListPipelinesRequest;
import org.modyn.proto.supervisor.ListPipelinesResponse;
import org.modyn.proto.supervisor.ListTrainingsRequest;
import org.modyn.proto.supervisor.ListTrainingsResponse;
import org.modyn.proto.supervisor.PausePipelineRequest;
import org.modyn.proto.supervisor.PausePipelineResponse;
import org.modyn.proto.supervisor.PipelineResponse;
import org.modyn.proto.supervisor.ResumePipelineRequest;
import org.modyn.proto.supervisor.ResumePipelineResponse;
import org.modyn.proto.supervisor.StartPipelineRequest;
import org.modyn.proto.supervisor.StopPipelineRequest;
import org.modyn.proto.supervisor.StopPipelineResponse;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.supervisor.TrialRejected;
import org.modyn.proto.supervisor.TryTriggersRequest;
import org.modyn.proto.supervisor.TryTriggersResponse;
import org.modyn.proto.supervisor.WatchPipelineRequest;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.database.EvaluationResultFilter;
import org.modyn.supervisor.database.EvaluationResultRepository;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineStateRepository;
import org.modyn.supervisor.database.StoredPipeline;
import org.modyn.supervisor.event.PipelineEvent.Ended;
import org.modyn.supervisor.event.PipelineStatus;
import org.modyn.supervisor.manual.ManualEvaluation;
import org.modyn.supervisor.manual.ManualEvaluations;
import org.modyn.supervisor.pipeline.PipelineRun;
import org.modyn.supervisor.pipeline.PipelineStart;
import org.modyn.supervisor.pipeline.Pipelines;
import org.modyn.supervisor.status.Messages;
import org.modyn.supervisor.status.PolledStatus;
import org.modyn.supervisor.trial.TrialAssumptions;
import org.modyn.supervisor.trial.TriggerTrial;
import org.modyn.supervisor.trial.TriggerTrials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The supervisor's gRPC service: translates between messages and the domain. */
final class SupervisorService extends SupervisorGrpc.SupervisorImplBase {
  private static final Logger log = LoggerFactory.getLogger(SupervisorService.class);

  private final Pipelines pipelines;
  private final PipelineRepository repository;
  private final PipelineStateRepository states;
  private final EvaluationResultRepository results;
  private final ManualEvaluations evaluations;
  private final TriggerTrials trials;
  private final PipelineViews views;

  SupervisorService(
      Pipelines pipelines,
      PipelineRepository repository,
      PipelineStateRepository states,
      EvaluationResultRepository results,
      ManualEvaluations evaluations,
      TriggerTrials trials) {
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
    this.repository = requireNonNull(repository, "repository is null");
    this.states = requireNonNull(states, "states is null");
    this.results = requireNonNull(results, "results is null");
    this.evaluations = requireNonNull(evaluations, "evaluations is null");
    this.trials = requireNonNull(trials, "trials is null");
    this.views = new PipelineViews(pipelines, repository);
  }

  /**
   * Starts a pipeline. A rejected pipeline has the id -1 and the reason in {@code exception}. The
   * call fails if a server that validates the pipeline is unreachable.
   */
  @Override
  public void startPipeline(
      StartPipelineRequest request, StreamObserver<PipelineResponse> observer) {
    PipelineResponse.Builder response = PipelineResponse.newBuilder();
    try {
      PipelineConfig config =
          ConfigLoader.parse(
              "pipeline configuration",
              request.getPipelineConfig().getValue(),
              PipelineConfig.class);
      PipelineStart start = toStart(request, config);
      FieldProblems problems = new FieldProblems();
      problems.addAll(pipelines.validate(config));
      problems.problems().forEach(problem -> response.addProblems(toMessage(problem)));
      problems.throwIfAny();
      response.setPipelineId(pipelines.start(start));
    } catch (ModynException e) {
      if (e.category() == ErrorCategory.INTERNAL || e.category() == ErrorCategory.UNAVAILABLE) {
        throw e;
      }
      log.info("Pipeline rejected: {}", e.getMessage());
      log.debug("Pipeline rejected", e);
      response.setPipelineId(-1).setException(e.getMessage());
    }
    Streams.send(observer, response.build());
  }

  static FieldProblem toMessage(org.modyn.common.config.FieldProblem problem) {
    return FieldProblem.newBuilder()
        .setField(problem.field())
        .setMessage(problem.message())
        .build();
  }

  private static PipelineStart toStart(StartPipelineRequest request, PipelineConfig config) {
    return new PipelineStart(
        config,
        request.hasStartReplayAt() ? Optional.of(request.getStartReplayAt()) : Optional.empty(),
        request.hasStopReplayAt() ? Optional.of(request.getStopReplayAt()) : Optional.empty(),
        request.hasMaximumTriggers() ? Optional.of(request.getMaximumTriggers()) : Optional.empty(),
        Optional.of(request.getRequestId()).filter(id -> !id.isEmpty()));
  }

  @Override
  public void getPipelineStatus(
      GetPipelineStatusRequest request, StreamObserver<GetPipelineStatusResponse> observer) {
    GetPipelineStatusResponse status =
        pipelines
            .find(request.getPipelineId())
            .map(run -> run.polledStatus().next())
            .or(() -> endOfStored(request.getPipelineId()).map(PolledStatus::ended))
            .orElseGet(PolledStatus::notFound);
    Streams.send(observer, status);
  }

  @Override
  public void watchPipeline(
      WatchPipelineRequest request, StreamObserver<WatchPipelineResponse> observer) {
    Optional<PipelineRun> run = pipelines.find(request.getPipelineId());
    Iterator<WatchPipelineResponse> events;
    if (run.isPresent()) {
      events = new WatchedEvents(run.get().events(), Context.current());
    } else {
      events = endedEvents(request.getPipelineId());
    }
    Streams.sendAll(observer, events);
  }

  @Override
  public void listPipelines(
      ListPipelinesRequest request, StreamObserver<ListPipelinesResponse> observer) {
    Streams.send(observer, ListPipelinesResponse.newBuilder().addAllPipelines(views.all()).build());
  }

  @Override
  public void describePipeline(
      DescribePipelineRequest request, StreamObserver<DescribePipelineResponse> observer) {
    Streams.send(observer, views.describe(request.getPipelineId()));
  }

  @Override
  public void listTrainings(
      ListTrainingsRequest request, StreamObserver<ListTrainingsResponse> observer) {
    Streams.send(
        observer,
        ListTrainingsResponse.newBuilder().addAllTrainings(pipelines.trainings()).build());
  }

  @Override
  public void stopPipeline(
      StopPipelineRequest request, StreamObserver<StopPipelineResponse> observer) {
    boolean running = pipelines.stop(request.getPipelineId());
    Streams.send(
        observer,
        StopPipelineResponse.newBuilder()
            .setStatus(views.summary(request.getPipelineId()).getStatus())
            .setWasRunning(running)
            .build());
  }

  @Override
  public void pausePipeline(
      PausePipelineRequest request, StreamObserver<PausePipelineResponse> observer) {
    pipelines.pause(request.getPipelineId());
    Streams.send(
        observer,
        PausePipelineResponse.newBuilder()
            .setStatus(views.summary(request.getPipelineId()).getStatus())
            .build());
  }

  @Override
  public void resumePipeline(
      ResumePipelineRequest request, StreamObserver<ResumePipelineResponse> observer) {
    pipelines.resume(request.getPipelineId());
    Streams.send(
        observer,
        ResumePipelineResponse.newBuilder()
            .setStatus(views.summary(request.getPipelineId()).getStatus())
            .build());
  }

  @Override
  public void listEvaluationResults(
      ListEvaluationResultsRequest request,
      StreamObserver<ListEvaluationResultsResponse> observer) {
    int pipelineId = views.stored(request.getPipelineId()).id();
    EvaluationResultFilter filter =
        new EvaluationResultFilter(
            request.hasMetric() ? Optional.of(request.getMetric()) : Optional.empty(),
            request.hasModelId() ? Optional.of(request.getModelId()) : Optional.empty(),
            request.hasHandler() ? Optional.of(request.getHandler()) : Optional.empty());
    Streams.sendAll(observer, new EvaluationResultMessages(results.find(pipelineId, filter)));
  }

  @Override
  public void evaluatePipeline(
      EvaluatePipelineRequest request, StreamObserver<EvaluatePipelineResponse> observer) {
    Optional<EvaluationConfig> section =
        request.hasEvaluation()
            ? Optional.of(
                ConfigLoader.parseSection(
                    "evaluation", request.getEvaluation().getValue(), EvaluationConfig.class))
            : Optional.empty();
    int pipelineId = request.getPipelineId();
    pipelines.beginEvaluation(pipelineId);
    TaskStream<EvaluatePipelineResponse> stream;
    try {
      ManualEvaluation evaluation = evaluations.plan(pipelines.currentTerm(), pipelineId, section);
      stream =
          new TaskStream<>(
              "manual-evaluation",
              Context.current(),
              responses -> EvaluationResponses.run(evaluation, responses),
              EvaluationResponses::note,
              () -> pipelines.endEvaluation(pipelineId));
    } catch (RuntimeException | Error e) {
      pipelines.endEvaluation(pipelineId);
      throw e;
    }
    Streams.sendAll(observer, stream);
  }

  @Override
  public void tryTriggers(
      TryTriggersRequest request, StreamObserver<TryTriggersResponse> observer) {
    PipelineConfig config =
        ConfigLoader.parse(
            "pipeline configuration", request.getPipelineConfig().getValue(), PipelineConfig.class);
    TrialAssumptions assumptions =
        new TrialAssumptions(
            request.hasStartAt() ? Optional.of(request.getStartAt()) : Optional.empty(),
            request.hasStopAt() ? Optional.of(request.getStopAt()) : Optional.empty(),
            request.hasSamplesPerSecond()
                ? Optional.of(request.getSamplesPerSecond())
                : Optional.empty());
    List<FieldProblem> problems =
        trials.check(config, assumptions).stream().map(SupervisorService::toMessage).toList();
    if (!problems.isEmpty()) {
      Streams.sendAll(
          observer,
          List.of(
                  TryTriggersResponse.newBuilder()
                      .setRejected(TrialRejected.newBuilder().addAllProblems(problems))
                      .build())
              .iterator());
      return;
    }
    TriggerTrial trial = trials.create(config, assumptions);
    Streams.sendAll(
        observer,
        new TaskStream<>(
            "trigger-trial",
            Context.current(),
            responses -> TrialResponses.run(trial, responses),
            TrialResponses::note,
            () -> {}));
  }

  @Override
  public void deletePipeline(
      DeletePipelineRequest request, StreamObserver<DeletePipelineResponse> observer) {
    boolean existed = pipelines.delete(request.getPipelineId());
    Streams.send(observer, DeletePipelineResponse.newBuilder().setExisted(existed).build());
  }

  @Override
  public void getPipelineLog(
      GetPipelineLogRequest request, StreamObserver<GetPipelineLogResponse> observer) {
    StoredPipeline pipeline = views.stored(request.getPipelineId());
    if (pipeline.logPath().isEmpty()) {
      throw ModynException.notFound(
          "pipeline %d has no log: it ended before its log was created", pipeline.id());
    }
    Streams.sendAll(observer, LogFileStream.open(pipeline.id(), pipelines.log(pipeline.id())));
  }

  /** Returns the stored events of a pipeline that is no longer in memory. */
  private Iterator<WatchPipelineResponse> endedEvents(int pipelineId) {
    Ended end =
        endOfStored(pipelineId)
            .orElseThrow(() -> ModynException.notFound("there is no pipeline %d", pipelineId));
    return Stream.concat(states.events(pipelineId).stream(), Stream.of(end))
        .map(Messages::of)
        .iterator();
  }

  /** Returns the end of a pipeline that is no longer in memory. */
  private Optional<Ended> endOfStored(int pipelineId) {
    return repository
        .find(pipelineId)
        .filter(stored -> !stored.status().isActive())
        .map(
            stored ->
                new Ended(
                    stored.status(),
                    stored.status() == PipelineStatus.COMPLETED
                        ? Optional.empty()
                        : stored.error().or(() -> Optional.of("the pipeline failed")),
                    stored.logPath()));
  }
}
