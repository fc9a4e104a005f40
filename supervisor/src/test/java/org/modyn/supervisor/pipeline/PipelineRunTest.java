package org.modyn.supervisor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.Database;
import org.modyn.common.operations.Traces;
import org.modyn.common.plugin.Plugins;
import org.modyn.common.testing.TestDatabase;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.database.EvaluationResultRepository;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineRepository.NewPipeline;
import org.modyn.supervisor.database.PipelineStateRepository;
import org.modyn.supervisor.database.StoredPipeline;
import org.modyn.supervisor.event.PipelineEvent.Ended;
import org.modyn.supervisor.event.PipelineEvent.TriggerProgress;
import org.modyn.supervisor.event.PipelineStatus;
import org.modyn.supervisor.state.PipelineParameters;
import org.modyn.supervisor.state.PipelinePosition;
import org.modyn.supervisor.state.Simulation;
import org.modyn.supervisor.state.Step;
import org.modyn.supervisor.state.StepResult;
import org.modyn.supervisor.status.PipelineEvents;

@Timeout(60)
final class PipelineRunTest {
  /** The term of a database in which no supervisor has become active yet. */
  private static final long FIRST_TERM = 0;

  @TempDir private Path directory;
  private final TestDatabase postgres = TestDatabase.create();
  private final Database database = Database.open(postgres.config(), "supervisor");
  private final PipelineRepository pipelines = new PipelineRepository(database.jdbi());
  private final PipelineStateRepository states = new PipelineStateRepository(database.jdbi());
  private final ModynConfig system = ModynConfig.defaults();

  @AfterEach
  void close() {
    database.close();
    postgres.close();
  }

  @Test
  void anErrorOfTheVirtualMachineEndsThePipelineAsFailed() throws Exception {
    assertThat(errorOf(() -> new StackOverflowError()))
        .isEqualTo("internal error of the supervisor: java.lang.StackOverflowError; see its log");
    assertThat(errorOf(() -> new NoClassDefFoundError("a/b/C")))
        .isEqualTo(
            "internal error of the supervisor: java.lang.NoClassDefFoundError: a/b/C; see its log");
    assertThat(errorOf(() -> new OutOfMemoryError("Java heap space")))
        .startsWith("the supervisor is out of memory (Java heap space; the heap is limited to ")
        .endsWith(
            " MB): start the server with a larger heap, for example MODYN_JAVA_OPTIONS=-Xmx8g")
        .doesNotContain("\n");
  }

  /** Runs a pipeline whose first step fails, and returns the error that is recorded everywhere. */
  private String errorOf(Supplier<Error> failure) throws InterruptedException {
    PipelineParameters parameters =
        Simulation.parameters("{id: TimeTrigger, every: 1h}", false, Optional.empty(), 3);
    int pipelineId =
        pipelines
            .add(
                new NewPipeline(
                    "flights",
                    "{}",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    1,
                    128,
                    Optional.empty()))
            .id();
    pipelines.setStatus(pipelineId, PipelineStatus.RUNNING);
    PipelineEvents events = new PipelineEvents();
    Patience patience = new Patience(Duration.ofSeconds(10), _ -> {});
    CountDownLatch ended = new CountDownLatch(1);
    try (ServiceClients clients = ServiceClients.connect(system)) {
      PipelineRun run =
          new PipelineRun(
              new PipelineContext(
                  new PipelineParameters(
                      pipelineId,
                      parameters.runId(),
                      parameters.config(),
                      1,
                      parameters.startReplayAt(),
                      parameters.stopReplayAt(),
                      parameters.maximumTriggers(),
                      3),
                  clients,
                  Plugins.none(),
                  new PipelineStore(states, FIRST_TERM, pipelineId, patience),
                  new EvaluationResultRepository(database.jdbi()),
                  directory,
                  events,
                  patience,
                  new SupervisorMetrics(new SimpleMeterRegistry()),
                  Traces.none().tracer()),
              pipelines,
              states,
              new PipelineLogs(system.withStateDirectory(directory), pipelines, states)
                  .of(parameters),
              (_, _) -> new FailingSteps(failure),
              _ -> ended.countDown());
      run.start();
      ended.await();
    }
    StoredPipeline stored = pipelines.find(pipelineId).orElseThrow();
    assertThat(stored.status()).isEqualTo(PipelineStatus.FAILED);
    Ended event = events.ended().orElseThrow();
    assertThat(event.status()).isEqualTo(PipelineStatus.FAILED);
    assertThat(event.error()).isEqualTo(stored.error());
    return stored.error().orElseThrow();
  }

  private record FailingSteps(Supplier<Error> failure) implements StepRunner {
    @Override
    public StepResult run(Step step, PipelinePosition position) {
      throw failure.get();
    }

    @Override
    public void forget() {}

    @Override
    public TriggerProgress triggerProgress() {
      return TriggerProgress.UNKNOWN;
    }
  }
}
