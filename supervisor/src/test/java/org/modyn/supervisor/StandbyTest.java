package org.modyn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.RecordCopy;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.supervisor.ListPipelinesRequest;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.supervisor.WatchPipelineRequest;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.fake.FakeTrainer.Behavior;

/** Two supervisors on one database. */
final class StandbyTest {
  private static final Duration ELECTION_PERIOD = Duration.ofMillis(100);

  @TempDir private Path directory;
  private SupervisorFixture active;
  private SupervisorServer standby;
  private GrpcClient client;

  @BeforeEach
  void start() {
    active = new SupervisorFixture(directory);
    active.cluster().storage().add("flights", 0, 10, 50, 99, 100, 150, 320, 330, 400, 500);
    ModynConfig config = active.config();
    standby =
        SupervisorServer.start(
            config.withSupervisor(
                RecordCopy.with(config.supervisor(), Map.of("httpPort", Optional.of(0)))),
            ELECTION_PERIOD);
    client = GrpcClient.connect("supervisor", standby.address());
  }

  @AfterEach
  void stop() {
    client.close();
    standby.close();
    active.close();
  }

  @Test
  void aStandbyRefusesCalls() throws IOException {
    assertThatThrownBy(
            () ->
                SupervisorGrpc.newBlockingStub(client.channel())
                    .withOption(GrpcClient.PATIENCE, Duration.ofSeconds(1))
                    .listPipelines(ListPipelinesRequest.getDefaultInstance()))
        .hasMessageContaining("UNAVAILABLE: " + standbyOf(active.config()));
    assertThat(active.statuses()).isEmpty();
  }

  /** A load balancer sends it no calls, and nobody restarts it. */
  @Test
  void aStandbyIsHealthyButNotReady() throws Exception {
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
    assertThat(health(SupervisorGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.NOT_SERVING);
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo(standbyOf(active.config()) + "\n");

    active.stopSupervisor();

    await(() -> health(SupervisorGrpc.SERVICE_NAME) == ServingStatus.SERVING);
    await(() -> get("/readyz").statusCode() == 200);
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
  }

  private static String standbyOf(ModynConfig active) throws IOException {
    return "this supervisor is a standby: the one on host %s, port %s is active"
        .formatted(InetAddress.getLocalHost().getHostName(), active.supervisor().address().port());
  }

  private ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(client.channel())
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://" + standby.httpAddress().orElseThrow() + path);
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("waited for 30 seconds").isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  @Test
  void aStandbyContinuesThePipelinesOfASupervisorThatWasStopped() throws Exception {
    int pipelineId = startTraining();

    active.stopSupervisor();

    assertEndsAtStandby(pipelineId);
  }

  @Test
  void aStandbyContinuesThePipelinesOfASupervisorThatWasKilled() throws Exception {
    int pipelineId = startTraining();

    // all that the database and the standby see of a kill
    active.releaseLock();

    assertEndsAtStandby(pipelineId);
  }

  private int startTraining() throws InterruptedException {
    active.cluster().trainer().setBehavior(Behavior.HANG);
    int pipelineId = active.replay(SupervisorFixture.PIPELINE);
    active.cluster().trainer().awaitRunning();
    return pipelineId;
  }

  private void assertEndsAtStandby(int pipelineId) {
    active.cluster().trainer().setBehavior(Behavior.SUCCEED);
    List<WatchPipelineResponse> events = watch(pipelineId);
    PipelineEnded ended = events.getLast().getPipelineEnded();
    assertThat(ended.getError()).isEmpty();
    // the interval from 200 to 300 has no samples
    assertThat(active.cluster().selector().trainingSets()).hasSize(5);
    assertThat(events.stream().filter(WatchPipelineResponse::hasTriggerCompleted)).hasSize(4);
  }

  private List<WatchPipelineResponse> watch(int pipelineId) {
    List<WatchPipelineResponse> events = new ArrayList<>();
    SupervisorGrpc.newBlockingStub(client.channel())
        .watchPipeline(WatchPipelineRequest.newBuilder().setPipelineId(pipelineId).build())
        .forEachRemaining(events::add);
    return events;
  }
}
