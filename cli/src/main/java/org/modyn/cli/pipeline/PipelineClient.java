package org.modyn.cli.pipeline;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.modyn.cli.report.log.LoggedPipeline;
import org.modyn.cli.report.log.PipelineLogReader;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.BrokenCalls;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.proto.supervisor.DescribePipelineRequest;
import org.modyn.proto.supervisor.GetPipelineLogRequest;
import org.modyn.proto.supervisor.GetPipelineLogResponse;
import org.modyn.proto.supervisor.JsonString;
import org.modyn.proto.supervisor.ListPipelinesRequest;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.PipelineLogHeader;
import org.modyn.proto.supervisor.PipelineResponse;
import org.modyn.proto.supervisor.PipelineSummary;
import org.modyn.proto.supervisor.ResumePipelineRequest;
import org.modyn.proto.supervisor.StartPipelineRequest;
import org.modyn.proto.supervisor.StopPipelineRequest;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.supervisor.WatchPipelineRequest;
import org.modyn.proto.supervisor.WatchPipelineResponse;

/** Starts, watches and changes pipelines on a supervisor, and reads their logs. */
public final class PipelineClient {
  private static final String SERVICE = "supervisor";

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(9);

  /** Ten years: until the user ends the command. */
  private static final Duration UNLIMITED = Duration.ofDays(3650);

  private final SupervisorGrpc.SupervisorBlockingStub supervisor;
  private final Duration patience;

  /**
   * A client that waits without limit for a supervisor that is away while it follows a pipeline.
   */
  public PipelineClient(Channel channel) {
    this(channel, UNLIMITED);
  }

  /**
   * @param patience the time to wait for a supervisor that is away while a pipeline is followed
   */
  public PipelineClient(Channel channel, Duration patience) {
    supervisor = SupervisorGrpc.newBlockingStub(requireNonNull(channel, "channel is null"));
    this.patience = requireNonNull(patience, "patience is null");
  }

  /**
   * Starts a pipeline. The call waits for a supervisor that is away, and starts one pipeline also
   * when the connection breaks before the response.
   *
   * @param file where the pipeline was read from, for messages
   * @param pipelineJson a valid pipeline configuration
   * @return the pipeline's id
   * @throws ModynException when the supervisor cannot be reached or refuses it, with the location
   *     of each problem in the file
   */
  public int start(Path file, String pipelineJson, ReplayOptions options) {
    return start(file, pipelineJson, options, UUID.randomUUID().toString());
  }

  /**
   * As {@link #start(Path, String, ReplayOptions)}, for a call that may be repeated.
   *
   * @param requestId a unique id; calls with the same id start one pipeline
   */
  public int start(Path file, String pipelineJson, ReplayOptions options, String requestId) {
    StartPipelineRequest.Builder request =
        StartPipelineRequest.newBuilder()
            .setPipelineConfig(JsonString.newBuilder().setValue(pipelineJson))
            .setRequestId(requestId);
    options.startReplayAt().ifPresent(request::setStartReplayAt);
    options.stopReplayAt().ifPresent(request::setStopReplayAt);
    options.maximumTriggers().ifPresent(request::setMaximumTriggers);
    PipelineResponse response = call(() -> supervisor.startPipeline(request.build()));
    if (response.getProblemsCount() > 0) {
      ConfigLoader.refuse(
          file,
          response.getProblemsList().stream()
              .map(problem -> new FieldProblem(problem.getField(), problem.getMessage()))
              .toList());
    }
    if (response.hasException()) {
      throw ModynException.failedPrecondition(
          "the supervisor refused the pipeline: %s", response.getException());
    }
    return response.getPipelineId();
  }

  /**
   * Passes every event of a pipeline, from its start, to a consumer, and returns when the pipeline
   * has ended or was paused. An interrupt ends the call.
   *
   * @return the last event
   * @throws ModynException NOT_FOUND when there is no such pipeline; UNAVAILABLE when the
   *     supervisor cannot be reached within the patience, or has stopped; CANCELLED when
   *     interrupted
   */
  public PipelineEnded watch(int pipelineId, Consumer<WatchPipelineResponse> consumer) {
    try {
      Iterator<WatchPipelineResponse> events =
          supervisor
              .withOption(GrpcClient.PATIENCE, patience)
              .watchPipeline(WatchPipelineRequest.newBuilder().setPipelineId(pipelineId).build());
      while (events.hasNext()) {
        WatchPipelineResponse event = events.next();
        consumer.accept(event);
        if (event.hasPipelineEnded()) {
          return event.getPipelineEnded();
        }
      }
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException(SERVICE, e);
    }
    throw ModynException.unavailable(
        "the supervisor ended the events of pipeline %d before the pipeline ended; see the log of"
            + " the supervisor",
        pipelineId);
  }

  /**
   * Reads the log of a pipeline, as a stream; of one that has not ended, the log so far.
   *
   * @throws ModynException NOT_FOUND when there is no such pipeline, or it has no log
   */
  public FetchedLog log(int pipelineId) {
    try {
      Iterator<GetPipelineLogResponse> messages =
          supervisor.getPipelineLog(
              GetPipelineLogRequest.newBuilder().setPipelineId(pipelineId).build());
      PipelineLogHeader header = messages.next().getHeader();
      LoggedPipeline log =
          PipelineLogReader.read("the log of pipeline " + pipelineId, new LogChunks(messages));
      return new FetchedLog(log, header.getPath(), header.getComplete());
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException(SERVICE, e);
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.UNAVAILABLE,
          String.format(Locale.ROOT, "cannot read the log of pipeline %d: %s", pipelineId, e),
          e);
    }
  }

  /**
   * Stops a pipeline and waits until it has ended; at most some seconds.
   *
   * @throws ModynException when the supervisor cannot be reached
   */
  public void stop(int pipelineId) {
    call(
        () ->
            supervisor
                .withDeadlineAfter(STOP_TIMEOUT.toMillis(), MILLISECONDS)
                .stopPipeline(StopPipelineRequest.newBuilder().setPipelineId(pipelineId).build()));
  }

  /**
   * Resumes a paused pipeline, or retries a failed or stopped one, from its last position.
   *
   * @throws ModynException FAILED_PRECONDITION when the pipeline runs or is completed
   */
  public void resume(int pipelineId) {
    call(
        () ->
            supervisor.resumePipeline(
                ResumePipelineRequest.newBuilder().setPipelineId(pipelineId).build()));
  }

  /**
   * Describes a pipeline.
   *
   * @throws ModynException NOT_FOUND when there is no such pipeline
   */
  public PipelineSummary describe(int pipelineId) {
    return call(() ->
            supervisor.describePipeline(
                DescribePipelineRequest.newBuilder().setPipelineId(pipelineId).build()))
        .getSummary();
  }

  /** Returns all pipelines, oldest first. */
  public List<PipelineSummary> list() {
    return call(() -> supervisor.listPipelines(ListPipelinesRequest.getDefaultInstance()))
        .getPipelinesList();
  }

  private static <T> T call(Supplier<T> request) {
    try {
      return BrokenCalls.repeat(request);
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException(SERVICE, e);
    }
  }
}
