package org.modyn.cli.trial;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.progress.TaskProgress;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.proto.supervisor.JsonString;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.supervisor.TrialEnded;
import org.modyn.proto.supervisor.TrialRejected;
import org.modyn.proto.supervisor.TrialTrigger;
import org.modyn.proto.supervisor.TryTriggersRequest;
import org.modyn.proto.supervisor.TryTriggersResponse;
import org.modyn.supervisor.trial.TrialAssumptions;

/** Tries triggering policies on a supervisor. */
public final class TrialClient {
  private final Channel channel;
  private final Progress progress;

  public TrialClient(Channel channel, Progress progress) {
    this.channel = requireNonNull(channel, "channel is null");
    this.progress = requireNonNull(progress, "progress is null");
  }

  /**
   * Runs the triggering policy of a pipeline over its dataset and shows the progress.
   *
   * @param file where the pipeline was read from
   * @throws ModynException INVALID_ARGUMENT when the policy cannot be tried, with the places in the
   *     file; or the error of the supervisor
   */
  public TrialResult run(Path file, PipelineConfig pipeline, TrialAssumptions assumptions) {
    TryTriggersRequest.Builder request =
        TryTriggersRequest.newBuilder()
            .setPipelineConfig(JsonString.newBuilder().setValue(ConfigLoader.toJson(pipeline)));
    assumptions.start().ifPresent(request::setStartAt);
    assumptions.stop().ifPresent(request::setStopAt);
    assumptions.samplesPerSecond().ifPresent(request::setSamplesPerSecond);
    List<TrialTrigger> triggers = new ArrayList<>();
    Optional<TrialEnded> ended = Optional.empty();
    try {
      var responses = SupervisorGrpc.newBlockingStub(channel).tryTriggers(request.build());
      while (responses.hasNext()) {
        TryTriggersResponse response = responses.next();
        switch (response.getEventCase()) {
          case TRIGGER -> triggers.add(response.getTrigger());
          case PROGRESS ->
              progress.update(
                  new TaskProgress(
                      "trying " + file.getFileName(),
                      response.getProgress().getSamples(),
                      response.getProgress().getTotalSamples(),
                      "samples"));
          case NOTE -> progress.message(response.getNote().getText());
          case REJECTED -> reject(response.getRejected(), file);
          case ENDED -> ended = Optional.of(response.getEnded());
          case EVENT_NOT_SET -> {}
        }
      }
    } catch (StatusRuntimeException e) {
      throw GrpcErrors.toModynException("supervisor", e);
    }
    progress.endTask();
    return new TrialResult(
        file.getFileName().toString(),
        ConfigLoader.nameOf((Record) pipeline.trigger()),
        triggers,
        ended.orElseThrow(
            () -> ModynException.internal("the supervisor ended the trial without its end")));
  }

  private static void reject(TrialRejected rejected, Path file) {
    ConfigLoader.refuse(
        file,
        rejected.getProblemsList().stream()
            .map(problem -> new FieldProblem(problem.getField(), problem.getMessage()))
            .toList());
  }
}
