package org.modyn.cli.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.modyn.cli.progress.PlainProgress;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.proto.supervisor.ModelEvaluated;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.PipelineNote;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.supervisor.TriggerCompleted;
import org.modyn.proto.supervisor.WatchPipelineRequest;
import org.modyn.proto.supervisor.WatchPipelineResponse;

final class PipelineFollowerTest {
  private static final WatchPipelineResponse ENDED =
      WatchPipelineResponse.newBuilder()
          .setPipelineEnded(PipelineEnded.newBuilder().setSuccess(true).setStatus("completed"))
          .build();

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final List<WatchPipelineResponse> received = new ArrayList<>();

  /** Sends the events of one connection after the other; each but the last breaks at its end. */
  private static final class RestartedSupervisor extends SupervisorGrpc.SupervisorImplBase {
    private final Deque<List<WatchPipelineResponse>> connections;

    private RestartedSupervisor(List<List<WatchPipelineResponse>> connections) {
      this.connections = new ArrayDeque<>(connections);
    }

    @Override
    public synchronized void watchPipeline(
        WatchPipelineRequest request, StreamObserver<WatchPipelineResponse> observer) {
      List<WatchPipelineResponse> events = connections.removeFirst();
      events.forEach(observer::onNext);
      if (events.getLast().hasPipelineEnded()) {
        observer.onCompleted();
      } else {
        observer.onError(Status.UNAVAILABLE.withDescription("shutting down").asRuntimeException());
      }
    }
  }

  private PipelineEnded follow(List<List<WatchPipelineResponse>> connections) throws Exception {
    try (GrpcServer server =
            GrpcServer.start(
                "supervisor",
                new ServiceAddress("localhost", 0),
                List.of(new RestartedSupervisor(connections).bindService()));
        GrpcClient client = GrpcClient.connect("supervisor", server.address())) {
      PrintStream stream = new PrintStream(output, true, UTF_8);
      return new PipelineFollower(
              new PipelineClient(client.channel()),
              new PlainProgress(stream, InstantSource.system()),
              received::add)
          .follow(3);
    }
  }

  @Test
  void aRestartOfTheSupervisorIsWaitedForAndNothingIsShownTwice() throws Exception {
    WatchPipelineResponse note = note("skipped samples", true);
    WatchPipelineResponse waiting = note("waiting for the selector", false);

    PipelineEnded ended =
        follow(
            List.of(
                List.of(note, stored(0), waiting, evaluated(100, 0), note, stored(1)),
                List.of(note, stored(0), evaluated(100, 0), note, stored(1), waiting, stored(2)),
                List.of(
                    note,
                    stored(0),
                    evaluated(100, 0),
                    note,
                    stored(1),
                    stored(2),
                    evaluated(100, 100),
                    note,
                    ENDED)));

    assertThat(ended.getStatus()).isEqualTo("completed");
    assertThat(received)
        .containsExactly(
            note,
            stored(0),
            waiting,
            evaluated(100, 0),
            note,
            stored(1),
            waiting,
            stored(2),
            evaluated(100, 100),
            note,
            ENDED);
    assertThat(output.toString(UTF_8).lines().filter(line -> !line.startsWith("evaluating")))
        .containsExactly(
            "skipped samples",
            "trigger 0: model 100, 5 samples trained on in 0.00 s",
            "waiting for the selector",
            "skipped samples",
            "trigger 1: model 101, 5 samples trained on in 0.00 s",
            "waiting for the supervisor, pipeline 3 continues when it is back (supervisor: shutting"
                + " down)",
            "the supervisor is back",
            "waiting for the selector",
            "trigger 2: model 102, 5 samples trained on in 0.00 s",
            "waiting for the supervisor, pipeline 3 continues when it is back (supervisor: shutting"
                + " down)",
            "the supervisor is back",
            "skipped samples");
  }

  @Test
  void aSupervisorThatDoesNotComeBackIsAnError() throws Exception {
    try (GrpcServer server =
            GrpcServer.start(
                "supervisor",
                new ServiceAddress("localhost", 0),
                List.of(new RestartedSupervisor(List.of(List.of(stored(0)))).bindService()));
        GrpcClient client = GrpcClient.connect("supervisor", server.address())) {
      PipelineFollower follower =
          new PipelineFollower(
              new PipelineClient(client.channel(), Duration.ofMillis(200)),
              new PlainProgress(new PrintStream(output, true, UTF_8), InstantSource.system()),
              event -> {
                received.add(event);
                server.close();
              });

      assertThatThrownBy(() -> follower.follow(3))
          .isInstanceOf(ModynException.class)
          .hasMessageContaining("cannot reach the supervisor");
    }
    assertThat(received).containsExactly(stored(0));
  }

  private static WatchPipelineResponse note(String text, boolean durable) {
    return WatchPipelineResponse.newBuilder()
        .setPipelineNote(PipelineNote.newBuilder().setText(text).setDurable(durable))
        .build();
  }

  private static WatchPipelineResponse stored(int triggerId) {
    return WatchPipelineResponse.newBuilder()
        .setTriggerCompleted(
            TriggerCompleted.newBuilder()
                .setTriggerId(triggerId)
                .setModelId(100 + triggerId)
                .setSamplesTrained(5))
        .build();
  }

  private static WatchPipelineResponse evaluated(int model, long intervalStart) {
    return WatchPipelineResponse.newBuilder()
        .setModelEvaluated(
            ModelEvaluated.newBuilder()
                .setModelId(model)
                .setEvaluationHandler("matrix")
                .setDatasetId("flights")
                .setIntervalStart(intervalStart))
        .build();
  }
}
