package org.modyn.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.selector.RegisterPipelineRequest;
import org.modyn.proto.selector.SeedSelectorRequest;

/** A pipeline's training sets depend on its own samples and its own seed. */
class PipelineSeedTest {
  private static final int FIRST = 1;
  private static final int SECOND = 2;
  private static final int UNDISTURBED = 3;

  @TempDir private Path directory;
  private TestDatabase database;
  private ModynConfig config;
  private SelectorFixture selector;

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    config = SelectorFixture.config(database.config(), directory);
    selector = SelectorFixture.start(config);
  }

  @AfterEach
  void stop() {
    selector.close();
    database.close();
  }

  private void restart() {
    selector.close();
    selector = SelectorFixture.start(config);
  }

  /** A strategy that chooses 30 of all samples, and shuffles them. */
  private static RegisterPipelineRequest.Builder registration(int pipelineId, String backend) {
    String strategy =
        """
        {"name": "NewDataStrategy", "maximum_keys_in_memory": 1000, "storage_backend": "%s",
         "tail_triggers": null, "limit": 30, "limit_reset": "sampleUAR"}
        """
            .formatted(backend);
    return SelectorFixture.registration(pipelineId, strategy, 1).toBuilder();
  }

  private void register(int pipelineId, String backend) {
    selector.stub().registerPipeline(registration(pipelineId, backend).build());
  }

  private void register(int pipelineId, String backend, int seed) {
    selector.stub().registerPipeline(registration(pipelineId, backend).setSeed(seed).build());
  }

  private void setDefaultSeed(int seed) {
    assertThat(
            selector
                .stub()
                .seedSelector(SeedSelectorRequest.newBuilder().setSeed(seed).build())
                .getSuccess())
        .isTrue();
  }

  /** Triggers with 50 samples more; returns the keys of the training set, in its order. */
  private List<Long> trigger(int pipelineId, int triggerId) {
    selector
        .stub()
        .informDataAndTrigger(SelectorFixture.samples(pipelineId, 50L * triggerId, 50).build());
    List<Long> keys = selector.keys(pipelineId, triggerId, 0, 0);
    assertThat(keys).hasSize(30).doesNotHaveDuplicates();
    return keys;
  }

  private static void assertStatus(
      ThrowingCallable call, Status.Code code, String... messageParts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
        .hasMessageContainingAll(messageParts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "database"})
  void anotherPipelineBetweenTwoTriggersChangesNothing(String backend) {
    register(UNDISTURBED, backend, 42);
    List<Long> firstUndisturbed = trigger(UNDISTURBED, 0);
    List<Long> secondUndisturbed = trigger(UNDISTURBED, 1);

    register(FIRST, backend, 42);
    assertThat(trigger(FIRST, 0)).isEqualTo(firstUndisturbed);
    setDefaultSeed(7);
    register(SECOND, backend, 13);
    List<Long> other = trigger(SECOND, 0);
    assertThat(trigger(FIRST, 1)).isEqualTo(secondUndisturbed);

    assertThat(other).isNotEqualTo(firstUndisturbed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "database"})
  void aDrawnSeedIsRecorded(String backend) {
    register(FIRST, backend);
    long seed = recordedSeed(FIRST);
    register(SECOND, backend);
    setDefaultSeed(7);
    restart();
    register(FIRST, backend);

    assertThat(recordedSeed(FIRST)).isEqualTo(seed).isNotEqualTo(recordedSeed(SECOND));
    assertThat(trigger(FIRST, 0)).isNotEqualTo(trigger(SECOND, 0));
  }

  @Test
  void theSameSeedChoosesTheSameAlsoAfterRestart() {
    register(FIRST, "local", 42);
    register(SECOND, "local", 42);
    List<Long> first = trigger(FIRST, 0);
    List<Long> second = trigger(FIRST, 1);
    assertThat(first).isNotEqualTo(first.stream().sorted().toList());

    assertThat(trigger(SECOND, 0)).isEqualTo(first);
    restart();
    assertThat(trigger(SECOND, 1)).isEqualTo(second);
  }

  @Test
  void aSeededSelectorSeedsThePipelinesThatHaveNoSeed() {
    setDefaultSeed(42);
    restart();
    register(FIRST, "local");
    register(SECOND, "local", 7);

    assertThat(recordedSeed(FIRST)).isEqualTo(42);
    assertThat(recordedSeed(SECOND)).isEqualTo(7);
  }

  @Test
  void wrongSeedsAreRefused() {
    register(FIRST, "local", 42);
    register(FIRST, "local", 42);

    assertStatus(
        () -> register(FIRST, "local", 43),
        Status.Code.ALREADY_EXISTS,
        "pipeline 1",
        "the seed 42",
        "the seed 43");
    assertStatus(
        () -> register(SECOND, "local", -1), Status.Code.INVALID_ARGUMENT, "-1", "0 to 100");
    assertStatus(() -> setDefaultSeed(101), Status.Code.INVALID_ARGUMENT, "101", "0 to 100");
  }

  @Test
  void pipelinesOfAnOlderSelectorKeepTheSeedTheyChoseBy() {
    selector.close();
    database.close();
    database = TestDatabase.create();
    config = SelectorFixture.config(database.config(), directory.resolve("older"));
    migrateTo("3");
    jdbi()
        .useHandle(
            handle -> {
              handle.execute("INSERT INTO selector_seed (seed) VALUES (42)");
              handle.execute(
                  "INSERT INTO pipelines (pipeline_id, selection_strategy, num_workers, seed)"
                      + " VALUES (1, '{}', 1, 123456789012)");
            });

    selector = SelectorFixture.start(config);

    assertThat(recordedSeed(FIRST)).isEqualTo(42);
    register(SECOND, "local");
    assertThat(recordedSeed(SECOND)).isEqualTo(42);
  }

  private void migrateTo(String version) {
    DatabaseConfig at = database.config();
    Flyway.configure()
        .dataSource(url(at), at.username(), at.password())
        .schemas("selector")
        .locations("classpath:db/selector")
        .target(version)
        .load()
        .migrate();
  }

  private long recordedSeed(int pipelineId) {
    return jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("SELECT seed FROM pipelines WHERE pipeline_id = ?")
                    .bind(0, pipelineId)
                    .mapTo(Long.class)
                    .one());
  }

  private Jdbi jdbi() {
    DatabaseConfig at = database.config();
    return Jdbi.create(url(at) + "?currentSchema=selector", at.username(), at.password());
  }

  private static String url(DatabaseConfig at) {
    return "jdbc:postgresql://%s:%s/%s".formatted(at.hostname(), at.port(), at.database());
  }
}
