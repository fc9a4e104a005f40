package org.modyn.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.selector.DataInformRequest;
import org.modyn.proto.selector.GetNumberOfSamplesRequest;
import org.modyn.proto.selector.RegisterPipelineRequest;
import org.modyn.proto.selector.SamplesResponse;
import org.modyn.proto.selector.TriggerResponse;

/** A client that was killed repeats its requests, in other portions; nothing changes. */
final class RepeatedRequestsTest {
  private static final int PIPELINE = 7;
  private static final int SAMPLES = 400;
  private static final List<Integer> TRIGGERS = List.of(1, 90, 90, 230, 399, 400);

  @TempDir private Path directory;
  private TestDatabase database;
  private SelectorFixture selector;

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    startServer();
  }

  @AfterEach
  void stop() {
    selector.close();
    database.close();
  }

  private void startServer() {
    selector = SelectorFixture.start(SelectorFixture.config(database.config(), directory));
  }

  private void restart() {
    selector.close();
    startServer();
  }

  private void register(int pipelineId, String backend) {
    selector
        .stub()
        .registerPipeline(
            SelectorFixture.registration(
                    pipelineId, SelectorFixture.ALL_DATA.replace("local", backend), 2)
                .toBuilder()
                .setSeed(3)
                .build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "database"})
  void onlyUnknownSamplesOfAnOverlapAreAdded(String backend) {
    register(PIPELINE, backend);
    inform(PIPELINE, 0, 10);
    inform(PIPELINE, 4, 14);
    inform(PIPELINE, 0, 3);
    inform(PIPELINE, 0, 15);
    TriggerResponse trigger = trigger(PIPELINE, 12, 20, 0);
    assertThat(selector.numberOfSamples(PIPELINE, 0)).isEqualTo(20);
    inform(PIPELINE, 12, 17);
    assertThat(trigger(PIPELINE, 17, 20, 0)).isEqualTo(trigger);
    inform(PIPELINE, 15, 25);
    restart();
    inform(PIPELINE, 22, 28);
    trigger(PIPELINE, 28, 30, 1);
    assertThat(selector.numberOfSamples(PIPELINE, 1)).isEqualTo(30);
    List<Long> keys = new ArrayList<>(selector.keys(PIPELINE, 1, 0, 0));
    keys.addAll(selector.keys(PIPELINE, 1, 0, 1));
    assertThat(keys).doesNotHaveDuplicates().hasSize(30);
    assertStatus(() -> inform(PIPELINE, 31, 32), Status.Code.FAILED_PRECONDITION, "30 samples");
  }

  @Test
  void aRepeatedTriggerHasTheSameIdSizeAndLog() {
    register(PIPELINE, "local");
    TriggerResponse first = trigger(PIPELINE, 0, 10, 0);
    TriggerResponse second = trigger(PIPELINE, 10, 15, 1);
    assertThat(first.getLog().getValue())
        .contains("\"inform\"", "\"trigger_partitions\"", "\"num_keys\":10", "db_update_time");
    assertThat(trigger(PIPELINE, 0, 10, 0)).isEqualTo(first);
    restart();
    assertThat(trigger(PIPELINE, 0, 10, 0)).isEqualTo(first);
    assertThat(trigger(PIPELINE, 15, 15, 1)).isEqualTo(second);
    assertThat(selector.numberOfSamples(PIPELINE, 0)).isEqualTo(10);
    assertThat(selector.numberOfSamples(PIPELINE, 1)).isEqualTo(15);
  }

  /** Trainings recognize by it whether their checkpoints are of the same training set. */
  @Test
  void onlyATriggerThatIsComputedAgainHasAnotherTime() {
    register(PIPELINE, "local");
    trigger(PIPELINE, 0, 10, 0);
    long createdAt = createdAt();
    trigger(PIPELINE, 0, 10, 0);
    assertThat(createdAt()).isEqualTo(createdAt);
    restart();
    assertThat(createdAt()).isEqualTo(createdAt);
    // as an older backup that was restored
    execute("DELETE FROM selector.triggers");
    restart();
    trigger(PIPELINE, 0, 10, 0);
    assertThat(createdAt()).isGreaterThan(createdAt);
  }

  private void execute(String statement) {
    DatabaseConfig at = database.config();
    Jdbi.create(
            String.format(
                Locale.ROOT, "jdbc:postgresql://%s:%s/%s", at.hostname(), at.port(), at.database()),
            at.username(),
            at.password())
        .useHandle(handle -> handle.execute(statement));
  }

  private long createdAt() {
    return selector
        .stub()
        .getNumberOfSamples(
            GetNumberOfSamplesRequest.newBuilder().setPipelineId(PIPELINE).setTriggerId(0).build())
        .getCreatedAt();
  }

  /** Its samples are stored, but the server was killed before the trigger was. */
  @ParameterizedTest
  @ValueSource(strings = {"local", "database"})
  void aTriggerWhoseSamplesAreStoredIsComputedOverThem(String backend) {
    register(PIPELINE, backend);
    inform(PIPELINE, 0, 10);
    restart();
    trigger(PIPELINE, 5, 10, 0);
    assertThat(selector.numberOfSamples(PIPELINE, 0)).isEqualTo(10);
    trigger(PIPELINE, 10, 10, 1);
    assertThat(selector.numberOfSamples(PIPELINE, 1)).isEqualTo(10);
  }

  @Test
  void aTriggerOverFewerSamplesIsRefused() {
    register(PIPELINE, "local");
    inform(PIPELINE, 0, 10);
    for (int first : new int[] {0, 5, 9}) {
      assertStatus(
          () -> trigger(PIPELINE, first, 9, 0),
          Status.Code.FAILED_PRECONDITION,
          "over 9 samples",
          "already has 10");
    }
    assertStatus(() -> trigger(PIPELINE, 11, 11, 0), Status.Code.FAILED_PRECONDITION, "10 samples");
    trigger(PIPELINE, 5, 12, 0);
    assertStatus(
        () -> trigger(PIPELINE, 5, 11, 0), Status.Code.FAILED_PRECONDITION, "already has 12");
  }

  @Test
  void triggersOfEarlierVersionsAreRepeatedWithTheirSizes() {
    register(PIPELINE, "local");
    trigger(PIPELINE, 0, 10, 0);
    execute("UPDATE selector.triggers SET log = NULL");
    assertThat(trigger(PIPELINE, 0, 10, 0).getLog().getValue())
        .contains("\"num_keys\":10", "\"num_partitions\":1");
  }

  /** Against a run of the same pipeline that nothing has disturbed. */
  @ParameterizedTest
  @ValueSource(strings = {"local", "database"})
  void trainingSetsAreThoseOfAnUndisturbedRun(String backend) {
    register(PIPELINE, backend);
    for (int trigger = 0, sent = 0; trigger < TRIGGERS.size(); trigger++) {
      trigger(PIPELINE, sent, TRIGGERS.get(trigger), trigger);
      sent = TRIGGERS.get(trigger);
    }
    for (int seed = 1; seed <= 4; seed++) {
      int disturbed = PIPELINE + seed;
      register(disturbed, backend);
      runWithRepetitions(disturbed, new Random(seed));
      for (int trigger = 0; trigger < TRIGGERS.size(); trigger++) {
        for (int worker = 0; worker < 2; worker++) {
          List<SamplesResponse> expected = selector.answers(PIPELINE, trigger, 0, worker);
          assertThat(selector.answers(disturbed, trigger, 0, worker)).isEqualTo(expected);
        }
      }
    }
  }

  /** Begins again at a random earlier position, with other portions, sometimes at a new server. */
  private void runWithRepetitions(int pipelineId, Random random) {
    int repetitions = 6;
    int sent = 0;
    int trigger = 0;
    while (trigger < TRIGGERS.size()) {
      if (repetitions > 0 && random.nextInt(5) == 0) {
        repetitions--;
        if (repetitions % 3 == 0) {
          restart();
        }
        trigger = random.nextInt(trigger + 1);
        int last = trigger == 0 ? 0 : TRIGGERS.get(trigger - 1);
        sent = last + random.nextInt(Math.max(1, Math.min(sent, TRIGGERS.get(trigger)) - last + 1));
      }
      int end = Math.min(TRIGGERS.get(trigger), sent + 1 + random.nextInt(60));
      if (end == TRIGGERS.get(trigger)) {
        trigger(pipelineId, sent, end, trigger);
        trigger++;
      } else {
        inform(pipelineId, sent, end);
      }
      sent = end;
    }
    assertThat(sent).isEqualTo(SAMPLES);
  }

  @Test
  void aRegistrationIsRepeatedByTheSameRequestOnly() {
    RegisterPipelineRequest request =
        SelectorFixture.registration(PIPELINE, SelectorFixture.ALL_DATA, 2).toBuilder()
            .setRequestId("a")
            .build();
    selector.stub().registerPipeline(request);
    selector.stub().registerPipeline(request);
    restart();
    selector.stub().registerPipeline(request);
    assertStatus(
        () -> selector.stub().registerPipeline(request.toBuilder().setRequestId("b").build()),
        Status.Code.ALREADY_EXISTS,
        "another request");
    assertStatus(
        () -> selector.stub().registerPipeline(request.toBuilder().setNumWorkers(3).build()),
        Status.Code.ALREADY_EXISTS,
        "3 workers");
  }

  /** Sends the samples at the positions from {@code first}, inclusive, to {@code end}. */
  private void inform(int pipelineId, int first, int end) {
    selector.stub().informData(samples(pipelineId, first, end).build());
  }

  private TriggerResponse trigger(int pipelineId, int first, int end, int triggerId) {
    return selector
        .stub()
        .informDataAndTrigger(samples(pipelineId, first, end).setTriggerId(triggerId).build());
  }

  private static DataInformRequest.Builder samples(int pipelineId, int first, int end) {
    return SelectorFixture.samples(pipelineId, first, end - first).setPosition(first);
  }

  private static void assertStatus(
      ThrowingCallable call, Status.Code code, String... messageParts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
        .hasMessageContainingAll(messageParts);
  }
}
