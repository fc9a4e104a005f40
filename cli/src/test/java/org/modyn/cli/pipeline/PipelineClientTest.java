package org.modyn.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.stub.StreamObserver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.proto.supervisor.FieldProblem;
import org.modyn.proto.supervisor.PipelineResponse;
import org.modyn.proto.supervisor.StartPipelineRequest;
import org.modyn.proto.supervisor.SupervisorGrpc;

final class PipelineClientTest {
  private static final ReplayOptions OPTIONS =
      new ReplayOptions(OptionalInt.of(0), OptionalInt.empty(), OptionalInt.empty());

  @TempDir private Path directory;

  /** Refuses every pipeline. */
  private static final class RefusingSupervisor extends SupervisorGrpc.SupervisorImplBase {
    private final PipelineResponse response;

    private RefusingSupervisor(PipelineResponse response) {
      this.response = response;
    }

    @Override
    public void startPipeline(
        StartPipelineRequest request, StreamObserver<PipelineResponse> observer) {
      observer.onNext(response);
      observer.onCompleted();
    }
  }

  private void start(Path file, PipelineResponse response) {
    try (GrpcServer server =
            GrpcServer.start(
                "supervisor",
                new ServiceAddress("localhost", 0),
                List.of(new RefusingSupervisor(response).bindService()));
        GrpcClient client = GrpcClient.connect("supervisor", server.address())) {
      new PipelineClient(client.channel()).start(file, "{}", OPTIONS);
    }
  }

  @Test
  void whatServersFoundIsShownWhereItStandsInTheFile() throws Exception {
    Path file = directory.resolve("pipeline.yaml");
    Files.writeString(
        file,
        """
        model:
          id: DLRM
          config: {embedding_dim: 0}
        training:
          optimizers:
            - name: default
              param_groups:
                - module: model
                  config:
                    lr: -1
        """);
    PipelineResponse response =
        PipelineResponse.newBuilder()
            .setPipelineId(-1)
            .setException("three problems")
            .addProblems(
                problem("training.optimizers[0].param_groups[0].config.lr", "must be at least 0"))
            .addProblems(problem("training.optimizers[3].algorithm", "is unknown"))
            .addProblems(problem("model.config.embedding_dim", "must be at least 1"))
            .addProblems(problem("", "the weather is bad"))
            .build();

    assertThatThrownBy(() -> start(file, response))
        .isInstanceOf(ModynException.class)
        .hasMessage(
            """
            %1$s has 4 problems:
              %1$s:1:1: the weather is bad
              %1$s:3:27: model.config.embedding_dim: must be at least 1
              %1$s:5:3: training.optimizers[3].algorithm: is unknown
              %1$s:10:17: training.optimizers[0].param_groups[0].config.lr: must be at least 0\
            """
                .formatted(file));
  }

  @Test
  void anotherReasonIsShownAsItIs() {
    PipelineResponse response =
        PipelineResponse.newBuilder().setPipelineId(-1).setException("no room").build();

    assertThatThrownBy(() -> start(directory, response))
        .hasMessage("the supervisor refused the pipeline: no room");
  }

  private static FieldProblem problem(String field, String message) {
    return FieldProblem.newBuilder().setField(field).setMessage(message).build();
  }
}
