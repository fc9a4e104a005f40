package org.modyn.supervisor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.modyn.common.config.pipeline.time.TimeSpan;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.UserCodePolicy;
import org.modyn.common.database.Database;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.supervisor.DescribePipelineRequest;
import org.modyn.proto.supervisor.GetPipelineStatusRequest;
import org.modyn.proto.supervisor.GetPipelineStatusResponse;
import org.modyn.proto.supervisor.JsonString;
import org.modyn.proto.supervisor.ListPipelinesRequest;
import org.modyn.proto.supervisor.PipelineEnded;
import org.modyn.proto.supervisor.PipelineResponse;
import org.modyn.proto.supervisor.PipelineSummary;
import org.modyn.proto.supervisor.StartPipelineRequest;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.supervisor.WatchPipelineRequest;
import org.modyn.proto.supervisor.WatchPipelineResponse;
import org.modyn.supervisor.fake.FakeCluster;

/** A supervisor with a real database among fake servers, and a client of it. */
final class SupervisorFixture implements AutoCloseable {
  static final String PIPELINE = FakeCluster.PIPELINE;

  /** Longer than a test: a supervisor does not notice that its term has ended. */
  private static final Duration LONG_ELECTION_PERIOD = Duration.ofHours(1);

  private final TestDatabase database = TestDatabase.create();
  private final FakeCluster cluster = new FakeCluster();
  private ModynConfig config;
  private SupervisorServer server;
  private GrpcClient client;

  SupervisorFixture(Path directory) {
    ModynConfig defaults = cluster.config(database.config(), directory);
    config =
        defaults
            .withSupervisor(defaults.supervisor().withPatience(new TimeSpan(6, 's')))
            .withUnreachableServerTimeout(Duration.ofSeconds(6));
    startSupervisor();
  }

  void startSupervisor() {
    server = SupervisorServer.start(config, LONG_ELECTION_PERIOD);
    client = GrpcClient.connect("supervisor", server.address());
  }

  FakeCluster cluster() {
    return cluster;
  }

  ModynConfig config() {
    return config;
  }

  void stopSupervisor() {
    server.close();
    client.close();
  }

  /**
   * Starts another supervisor, which takes over the pipelines of the one that runs: that one has
   * lost its connection to the database, and does not notice it.
   */
  void takeOver() {
    SupervisorServer replaced = server;
    client.close();
    releaseLock();
    startSupervisor();
    replaced.close();
  }

  /** Ends the session of the database that holds the lock of the active supervisor. */
  void releaseLock() {
    try (Database connection = Database.open(database.config(), "supervisor")) {
      connection
          .jdbi()
          .useHandle(
              handle ->
                  handle
                      .createQuery(
                          """
                          SELECT pg_terminate_backend(pid, 10000) FROM pg_locks
                          WHERE locktype = 'advisory'
                            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                          """)
                      .mapTo(Boolean.class)
                      .one());
    }
  }

  void restartSupervisor() {
    stopSupervisor();
    startSupervisor();
  }

  /** Restarts the supervisor with another policy for code of users. */
  void setUserCode(UserCodePolicy policy) {
    stopSupervisor();
    config = config.withUserCode(policy);
    startSupervisor();
  }

  /** Restarts the supervisor with a limit of pipelines that run at the same time. */
  void limitPipelines(int maximum) {
    stopSupervisor();
    config = config.withSupervisor(config.supervisor().withMaximumRunningPipelines(maximum));
    startSupervisor();
  }

  /** The status of each pipeline, oldest first. */
  List<String> statuses() {
    return stub()
        .listPipelines(ListPipelinesRequest.getDefaultInstance())
        .getPipelinesList()
        .stream()
        .map(PipelineSummary::getStatus)
        .toList();
  }

  PipelineSummary summary(int pipelineId) {
    return stub()
        .describePipeline(DescribePipelineRequest.newBuilder().setPipelineId(pipelineId).build())
        .getSummary();
  }

  PipelineResponse submit(StartPipelineRequest request) {
    return stub().startPipeline(request);
  }

  /** Starts to replay all data and returns the pipeline's id. */
  int replay(String pipeline) {
    PipelineResponse response = submit(request(pipeline).setStartReplayAt(0).build());
    if (response.hasException()) {
      throw new AssertionError(response.getException());
    }
    return response.getPipelineId();
  }

  static StartPipelineRequest.Builder request(String pipeline) {
    return StartPipelineRequest.newBuilder()
        .setPipelineConfig(JsonString.newBuilder().setValue(pipeline));
  }

  Iterator<WatchPipelineResponse> watch(int pipelineId) {
    return stub()
        .watchPipeline(WatchPipelineRequest.newBuilder().setPipelineId(pipelineId).build());
  }

  /** All events; blocks until the pipeline has ended. */
  List<WatchPipelineResponse> events(int pipelineId) {
    List<WatchPipelineResponse> events = new ArrayList<>();
    watch(pipelineId).forEachRemaining(events::add);
    return events;
  }

  PipelineEnded awaitEnd(int pipelineId) {
    return events(pipelineId).getLast().getPipelineEnded();
  }

  GetPipelineStatusResponse poll(int pipelineId) {
    return stub()
        .getPipelineStatus(GetPipelineStatusRequest.newBuilder().setPipelineId(pipelineId).build());
  }

  SupervisorGrpc.SupervisorBlockingStub stub() {
    return SupervisorGrpc.newBlockingStub(client.channel());
  }

  @Override
  public void close() {
    stopSupervisor();
    cluster.close();
    database.close();
  }
}
