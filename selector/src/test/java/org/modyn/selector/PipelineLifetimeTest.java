package org.modyn.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.selector.DeleteTrainingSetsRequest;
import org.modyn.proto.selector.GetNumberOfSamplesRequest;
import org.modyn.proto.selector.GetTrainingSetsRequest;
import org.modyn.proto.selector.TrainingSet;
import org.modyn.proto.selector.UnregisterPipelineRequest;

/** From a pipeline's registration to the last of its files. */
class PipelineLifetimeTest {
  private static final int PIPELINE = 7;
  private static final int OTHER = 8;

  @TempDir private Path directory;
  private TestDatabase database;
  private SelectorFixture selector;

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    selector = SelectorFixture.start(config("training_sets_kept: 2"));
  }

  @AfterEach
  void stop() {
    selector.close();
    database.close();
  }

  private ModynConfig config(String selectorOptions) {
    return ConfigLoader.parse(
            "test", "selector: {port: 0, " + selectorOptions + "}", ModynConfig.class)
        .withMetadataDatabase(database.config())
        .withStateDirectory(directory);
  }

  private void restart(String selectorOptions) {
    selector.close();
    selector = SelectorFixture.start(config(selectorOptions));
  }

  private Jdbi jdbi() {
    DatabaseConfig at = database.config();
    return Jdbi.create(
        "jdbc:postgresql://%s:%s/%s?currentSchema=selector"
            .formatted(at.hostname(), at.port(), at.database()),
        at.username(),
        at.password());
  }

  private void trigger(int pipelineId, int times) {
    for (int trigger = 0; trigger < times; trigger++) {
      selector
          .stub()
          .informDataAndTrigger(SelectorFixture.samples(pipelineId, 10L * trigger, 10).build());
    }
  }

  private List<TrainingSet> trainingSets() {
    List<TrainingSet> sets = new ArrayList<>();
    selector
        .stub()
        .getTrainingSets(GetTrainingSetsRequest.newBuilder().setPipelineId(PIPELINE).build())
        .forEachRemaining(message -> sets.addAll(message.getTrainingSetsList()));
    return sets;
  }

  private Path trainingSetDirectory(int triggerId) {
    return directory.resolve("trigger_samples/" + PIPELINE + "/" + triggerId);
  }

  private static void assertStatus(
      ThrowingCallable call, Status.Code code, String... messageParts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
        .hasMessageContainingAll(messageParts);
  }

  @Test
  void trainingSetsOfTheNewestTriggersAreKept() {
    selector.register(PIPELINE, SelectorFixture.ALL_DATA, 1);
    trigger(PIPELINE, 4);

    assertThat(trainingSets().stream().map(TrainingSet::getCleaned))
        .containsExactly(true, true, false, false);
    assertThat(trainingSets().stream().map(TrainingSet::getNumKeys))
        .containsExactly(10L, 20L, 30L, 40L);
    assertThat(trainingSets().stream().map(TrainingSet::getNumBytes))
        .containsExactly(0L, 0L, 64L + 30 + 4, 64L + 40 + 4);
    assertThat(trainingSetDirectory(1)).doesNotExist();
    assertThat(selector.keys(PIPELINE, 2, 0, 0)).hasSize(30);
    assertStatus(
        () -> selector.keys(PIPELINE, 1, 0, 0),
        Status.Code.FAILED_PRECONDITION,
        "trigger 1 of pipeline 7",
        "selector.training_sets_kept");
    assertThat(
            selector
                .stub()
                .getNumberOfSamples(
                    GetNumberOfSamplesRequest.newBuilder()
                        .setPipelineId(PIPELINE)
                        .setTriggerId(1)
                        .build())
                .getNumSamples())
        .isEqualTo(20);
    assertStatus(() -> selector.keys(PIPELINE, 1, 5, 0), Status.Code.NOT_FOUND, "partition 5");
  }

  @Test
  void trainingSetsAreDeletedOnRequest() {
    restart("training_sets_kept: 0");
    selector.register(PIPELINE, SelectorFixture.ALL_DATA, 1);
    trigger(PIPELINE, 4);
    selector.register(OTHER, SelectorFixture.ALL_DATA, 1);
    trigger(OTHER, 2);

    assertThat(deleteTrainingSets(PIPELINE, 1)).containsExactly(0, 1, 2);
    assertThat(deleteTrainingSets(PIPELINE, 1)).isEmpty();

    assertThat(trainingSets().stream().map(TrainingSet::getCleaned))
        .containsExactly(true, true, true, false);
    assertThat(trainingSetDirectory(2)).doesNotExist();
    assertThat(selector.keys(PIPELINE, 3, 0, 0)).hasSize(40);
    assertThat(selector.keys(OTHER, 0, 0, 0)).hasSize(10);
    assertStatus(
        () -> selector.keys(PIPELINE, 2, 0, 0),
        Status.Code.FAILED_PRECONDITION,
        "the training set of trigger 2 of pipeline 7 was deleted",
        "supervisor.keep_training_sets");
    trigger(PIPELINE, 1);
    assertThat(selector.keys(PIPELINE, 4, 0, 0)).hasSize(50);
  }

  @Test
  void theNewestTrainingSetIsAlwaysKept() {
    selector.register(PIPELINE, SelectorFixture.ALL_DATA, 1);

    assertStatus(
        () -> deleteTrainingSets(PIPELINE, 0),
        Status.Code.INVALID_ARGUMENT,
        "keep_newest: must be at least 1, but is 0");
    assertStatus(() -> deleteTrainingSets(OTHER, 1), Status.Code.NOT_FOUND, "pipeline 8");
  }

  private List<Integer> deleteTrainingSets(int pipelineId, int newest) {
    return selector
        .stub()
        .deleteTrainingSets(
            DeleteTrainingSetsRequest.newBuilder()
                .setPipelineId(pipelineId)
                .setKeepNewest(newest)
                .build())
        .getTriggerIdsList();
  }

  @Test
  void zeroKeepsAllAndLessIsCleanedAtTheStart() {
    restart("training_sets_kept: 0");
    selector.register(PIPELINE, SelectorFixture.ALL_DATA, 1);
    trigger(PIPELINE, 13);
    assertThat(trainingSets()).noneMatch(TrainingSet::getCleaned);

    restart("training_sets_kept: 3");

    assertThat(trainingSets().stream().filter(set -> !set.getCleaned()))
        .extracting(TrainingSet::getTriggerId)
        .containsExactly(10, 11, 12);
    assertThat(trainingSetDirectory(9)).doesNotExist();
    assertThat(selector.keys(PIPELINE, 10, 0, 0)).hasSize(110);
  }

  @Test
  void interruptedCleaningIsFinishedAtTheStart() throws IOException {
    selector.register(PIPELINE, SelectorFixture.ALL_DATA, 1);
    trigger(PIPELINE, 3);
    selector.close();
    // as if the process had crashed after the database update and before the files were deleted
    Files.createDirectories(trainingSetDirectory(0));
    Files.write(trainingSetDirectory(0).resolve("0.training-set"), new byte[9]);
    selector = SelectorFixture.start(config("training_sets_kept: 2"));

    assertThat(trainingSetDirectory(0)).doesNotExist();
    assertThat(selector.keys(PIPELINE, 1, 0, 0)).hasSize(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "database"})
  void unregisteredPipelineLeavesNothing(String backend) {
    String strategy = SelectorFixture.ALL_DATA.replace("local", backend);
    selector.register(PIPELINE, strategy, 1);
    selector.register(PIPELINE + 1, strategy, 1);
    trigger(PIPELINE, 2);
    trigger(PIPELINE + 1, 2);

    unregister();
    unregister();

    assertThat(directory.resolve("local_storage/" + PIPELINE)).doesNotExist();
    assertThat(trainingSetDirectory(0).getParent()).doesNotExist();
    assertThat(partitions()).isEqualTo(backend.equals("database") ? 1 : 0);
    assertStatus(() -> trigger(PIPELINE, 1), Status.Code.NOT_FOUND, "pipeline 7");
    assertThat(selector.keys(PIPELINE + 1, 1, 0, 0)).hasSize(20);

    selector.register(PIPELINE, strategy, 2);
    trigger(PIPELINE, 1);
    assertThat(selector.keys(PIPELINE, 0, 0, 0)).hasSize(5);
  }

  private void unregister() {
    selector
        .stub()
        .unregisterPipeline(UnregisterPipelineRequest.newBuilder().setPipelineId(PIPELINE).build());
  }

  private int partitions() {
    return jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT count(*) FROM pg_inherits"
                            + " WHERE inhparent = to_regclass('seen_samples')")
                    .mapTo(Integer.class)
                    .one());
  }

  @Test
  void interruptedUnregistrationIsFinishedAtTheStart() {
    selector.register(PIPELINE, SelectorFixture.ALL_DATA, 1);
    trigger(PIPELINE, 2);
    selector.close();
    jdbi().useHandle(handle -> handle.execute("UPDATE pipelines SET unregistering = true"));
    selector = SelectorFixture.start(config("training_sets_kept: 2"));

    assertThat(directory.resolve("local_storage/" + PIPELINE)).doesNotExist();
    assertThat(trainingSetDirectory(0).getParent()).doesNotExist();
    selector.register(PIPELINE, SelectorFixture.ALL_DATA, 4);
    trigger(PIPELINE, 1);
    assertThat(selector.keys(PIPELINE, 0, 0, 0)).hasSize(3);
  }

  @Test
  void cleanupAfterShutdownDeletesEverything() {
    restart("cleanup_storage_directories_after_shutdown: true");
    selector.register(PIPELINE, SelectorFixture.ALL_DATA, 1);
    selector.register(PIPELINE + 1, SelectorFixture.ALL_DATA.replace("local", "database"), 1);
    trigger(PIPELINE, 1);
    trigger(PIPELINE + 1, 1);

    selector.close();

    assertThat(directory.resolve("trigger_samples")).doesNotExist();
    assertThat(directory.resolve("local_storage")).doesNotExist();
    assertThat(partitions()).isZero();
    selector = SelectorFixture.start(config("training_sets_kept: 2"));
    assertStatus(() -> trigger(PIPELINE, 1), Status.Code.NOT_FOUND, "pipeline 7");
  }

  @Test
  void moreSamplesThanTheAnswerCanSayAreRefused() {
    selector.register(PIPELINE, SelectorFixture.ALL_DATA, 1);
    trigger(PIPELINE, 1);
    jdbi().useHandle(handle -> handle.execute("UPDATE triggers SET num_keys = 3000000000"));

    assertStatus(
        () ->
            selector
                .stub()
                .getNumberOfSamples(
                    GetNumberOfSamplesRequest.newBuilder().setPipelineId(PIPELINE).build()),
        Status.Code.FAILED_PRECONDITION,
        "3000000000");
    assertThat(trainingSets().getFirst().getNumKeys()).isEqualTo(3_000_000_000L);
  }

  /** One pipeline waits for the database while others continue. */
  @Test
  void pipelinesDoNotWaitForEachOther() throws SQLException {
    String onDatabase = SelectorFixture.ALL_DATA.replace("local", "database");
    selector.register(1, onDatabase, 1);
    selector.register(2, onDatabase, 1);
    selector.register(3, SelectorFixture.ALL_DATA, 1);
    for (int pipeline = 1; pipeline <= 3; pipeline++) {
      trigger(pipeline, 1);
    }
    DatabaseConfig at = database.config();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        Connection connection =
            java.sql.DriverManager.getConnection(
                "jdbc:postgresql://%s:%s/%s".formatted(at.hostname(), at.port(), at.database()),
                at.username(),
                at.password())) {
      connection.setAutoCommit(false);
      connection
          .createStatement()
          .execute("LOCK TABLE selector.seen_samples_1 IN ACCESS EXCLUSIVE MODE");
      CompletableFuture<Void> blocked =
          CompletableFuture.runAsync(
              () ->
                  selector.stub().informDataAndTrigger(SelectorFixture.samples(1, 10, 10).build()),
              executor);
      for (int pipeline = 2; pipeline <= 3; pipeline++) {
        selector.stub().informData(SelectorFixture.samples(pipeline, 10, 10).build());
        selector.stub().informDataAndTrigger(SelectorFixture.samples(pipeline, 20, 10).build());
        assertThat(selector.keys(pipeline, 1, 0, 0)).hasSize(30);
      }
      assertThat(blocked).isNotDone();

      connection.rollback();
      blocked.join();
      assertThat(selector.keys(1, 1, 0, 0)).hasSize(20);
    }
  }
}
