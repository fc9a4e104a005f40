package org.modyn.supervisor.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.database.Database;
import org.modyn.common.database.EmbeddedPostgres;
import org.modyn.common.error.database.TransientFailures;
import org.modyn.common.testing.TestDatabase;
import org.modyn.supervisor.database.PipelineRepository.NewPipeline;
import org.modyn.supervisor.database.PipelineStateRepository.Records;
import org.modyn.supervisor.evaluation.TrainedModel;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.log.Position;
import org.modyn.supervisor.log.Stage;
import org.modyn.supervisor.log.StageLog;
import org.modyn.supervisor.state.PipelinePosition;
import org.modyn.supervisor.state.Simulation;

@Timeout(120)
class PipelineStateRepositoryTest {
  /** The term of a database in which no supervisor has become active yet. */
  private static final long FIRST_TERM = 0;

  /** Shared by all tests. */
  private static final Path BINARIES =
      Path.of(
          System.getProperty("java.io.tmpdir"),
          "modyn-test-postgres-" + System.getProperty("user.name"),
          "binaries");

  @TempDir private Path directory;

  /** Both stored in one transaction, whose connection breaks after the commit. */
  @Test
  void aRepeatedTransactionHasNoEffect() {
    try (TestDatabase postgres = TestDatabase.create();
        Database database = Database.open(postgres.config(), "supervisor")) {
      Stored stored = new Stored(database.jdbi());
      UUID first = UUID.randomUUID();

      stored.store(first, 0);
      stored.store(first, 0);
      stored.store(UUID.randomUUID(), 1);

      assertThat(stored.runs()).hasSize(2);
      assertThat(stored.states.events(stored.pipelineId)).hasSize(2);
      assertThat(stored.states.models(stored.pipelineId))
          .extracting(TrainedModel::triggerId)
          .containsExactly(0, 1);
    }
  }

  /** A supervisor that lives on does not store again what it has stored. */
  @Test
  void whatIsStoredOutlivesACrashOfPostgres() throws IOException {
    Path data = directory.resolve("database");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, BINARIES);
        Database database = Database.open(postgres.config(), "supervisor")) {
      Stored stored = new Stored(database.jdbi());

      stored.store(UUID.randomUUID(), 0);
      kill(data);

      assertThat(TransientFailures.repeat(stored::runs)).hasSize(1);
    }
  }

  /** Kills all processes of the server at once, also the one that writes its log to disk. */
  private static void kill(Path data) throws IOException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
    ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
    List<ProcessHandle> all = Stream.concat(server.descendants(), Stream.of(server)).toList();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /** A pipeline and what is stored about it. */
  private static final class Stored {
    private final PipelineStateRepository states;
    private final int pipelineId;

    Stored(Jdbi jdbi) {
      PipelineRepository pipelines = new PipelineRepository(jdbi);
      this.states = new PipelineStateRepository(jdbi);
      this.pipelineId =
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
    }

    void store(UUID transaction, int triggerId) {
      LocalDateTime time = LocalDateTime.of(2001, 1, 1, 0, 0);
      states.store(
          FIRST_TERM,
          pipelineId,
          transaction,
          Records.of(
              Optional.of(position()),
              List.of(
                  new StageLog(
                      Stage.TRAIN,
                      triggerId,
                      time,
                      time,
                      Duration.ZERO,
                      Position.NONE,
                      Optional.empty())),
              List.of(PipelineEvent.Note.of("trigger " + triggerId)),
              List.of(new TrainedModel(triggerId, 1, 1, 0, 0))));
    }

    private static PipelinePosition position() {
      return PipelinePosition.initial(
          Simulation.parameters("{id: TimeTrigger, every: 100s}", false, Optional.empty(), 1),
          Optional.empty());
    }

    List<String> runs() {
      List<String> runs = new ArrayList<>();
      states.forEachStageRun(pipelineId, runs::add);
      return runs;
    }
  }
}
