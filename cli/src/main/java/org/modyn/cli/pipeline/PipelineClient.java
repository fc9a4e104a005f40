package org.modyn.cli.pipeline;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Consumer;
import org.modyn.cli.report.log.LoggedPipeline;
import org.modyn.cli.report.log.PipelineLogReader;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.proto.supervisor.GetPipelineLogRequest;
import org.modyn.proto.supervisor.GetPipelineLogResponse;
import org.modyn.proto.supervisor.JsonString;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.PipelineLogHeader;
import org.modyn.proto.supervisor.PipelineResponse;
import org.modyn.proto.supervisor.StartPipelineRequest;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.supervisor.WatchPipelineRequest;
import org.modyn.proto.supervisor.WatchPipelineResponse;

/** Starts and watches pipelines on a supervisor, and reads their logs. */
public final class PipelineClient {
  private static final String SERVICE = "supervisor";

  private final SupervisorGrpc.SupervisorBlockingStub supervisor;

  public PipelineClient(Channel channel) {
    supervisor = SupervisorGrpc.newBlockingStub(requireNonNull(channel, "channel is null"));
  }

  /**
   * Starts a pipeline.
   *
   * @param file where the pipeline was read from, for messages
   * @param pipelineJson a valid pipeline configuration
   * @return the pipeline's id
   * @throws ModynException when the supervisor cannot be reached or refuses it, with the location
   *     of each problem in the file
   */
  public int start(Path file, String pipelineJson, ReplayOptions options) {
    StartPipelineRequest.Builder request =
        StartPipelineRequest.newBuilder()
            .setPipelineConfig(JsonString.newBuilder().setValue(pipelineJson));
    options.startReplayAt().ifPresent(request::setStartReplayAt);
    options.stopReplayAt().ifPresent(request::setStopReplayAt);
    options.maximumTriggers().ifPresent(request::setMaximumTriggers);
    PipelineResponse response;
    try {
      response = supervisor.startPipeline(request.build());
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException(SERVICE, e);
    }
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
   * has ended. An interrupt ends it too.
   *
   * @return the last event
   * @throws ModynException NOT_FOUND when there is no such pipeline, UNAVAILABLE when the
   *     supervisor has died, CANCELLED when interrupted
   */
  public PipelineEnded watch(int pipelineId, Consumer<WatchPipelineResponse> consumer) {
    try {
      Iterator<WatchPipelineResponse> events =
          supervisor.watchPipeline(
              WatchPipelineRequest.newBuilder().setPipelineId(pipelineId).build());
      while (events.hasNext()) {
        WatchPipelineResponse event = events.next();
        consumer.accept(event);
        if (event.hasPipelineEnded()) {
          return event.getPipelineEnded();
        }
      }
    } catch (StatusRuntimeException e) {
      throw lost(pipelineId, e);
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

  private static ModynException lost(int pipelineId, StatusRuntimeException cause) {
    ModynException error = GrpcErrors.toModynException(SERVICE, cause);
    return error.category() == ErrorCategory.UNAVAILABLE
        ? new ModynException(
            ErrorCategory.UNAVAILABLE,
            String.format(
                Locale.ROOT,
                "lost the supervisor while it ran pipeline %d (%s); has it stopped?",
                pipelineId,
                error.getMessage()),
            error)
        : error;
  }
}
