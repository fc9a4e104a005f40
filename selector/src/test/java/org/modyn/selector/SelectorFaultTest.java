package org.modyn.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.testing.TestDatabase;

/** What happens when the database refuses a trigger, and when files are damaged or in use. */
class SelectorFaultTest {
  private static final int PIPELINE = 7;

  @TempDir private Path directory;
  private TestDatabase database;
  private ModynConfig config;

  @BeforeEach
  void createDatabase() {
    database = TestDatabase.create();
    config = SelectorFixture.config(database.config(), directory);
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  private void sql(String statement) {
    DatabaseConfig at = database.config();
    Jdbi.create(
            "jdbc:postgresql://%s:%s/%s".formatted(at.hostname(), at.port(), at.database()),
            at.username(),
            at.password())
        .useHandle(handle -> handle.execute(statement));
  }

  @Test
  void failedTriggerIsRolledBack() {
    assertTriggerCanBeRepeated(
        "ALTER TABLE selector.triggers ADD CONSTRAINT refuse CHECK (trigger_id < 0)",
        Status.Code.UNAVAILABLE,
        "ALTER TABLE selector.triggers DROP CONSTRAINT refuse");
  }

  @Test
  void undecidedTriggerIsDecidedByTheNextCall() {
    assertTriggerCanBeRepeated(
        "ALTER TABLE selector.triggers RENAME TO elsewhere",
        Status.Code.INTERNAL,
        "ALTER TABLE selector.elsewhere RENAME TO triggers");
  }

  private void assertTriggerCanBeRepeated(String breaking, Status.Code code, String mending) {
    try (SelectorFixture selector = SelectorFixture.start(config)) {
      selector.register(PIPELINE, SelectorFixture.ALL_DATA, 1);
      selector.stub().informData(SelectorFixture.samples(PIPELINE, 0, 3).build());
      sql(breaking);

      assertThatThrownBy(
              () ->
                  selector
                      .stub()
                      .informDataAndTrigger(SelectorFixture.samples(PIPELINE, 3, 2).build()))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
          .hasMessageContaining("trigger 0 of pipeline 7");

      sql(mending);
      selector.stub().informDataAndTrigger(SelectorFixture.samples(PIPELINE, 3, 2).build());
      assertThat(selector.keys(PIPELINE, 0, 0, 0)).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
    }
  }

  @Test
  void strategyStateSurvivesARestartButNotAFailedTrigger() {
    String fresh =
        SelectorFixture.ALL_DATA
            .replace("NewDataStrategy", "FreshnessSamplingStrategy")
            .replace("null", "null, \"unused_data_ratio\": 50");
    try (SelectorFixture selector = SelectorFixture.start(config)) {
      selector.register(PIPELINE, fresh, 1);
      selector.stub().informDataAndTrigger(SelectorFixture.samples(PIPELINE, 0, 10).build());
      sql("ALTER TABLE selector.triggers ADD CONSTRAINT refuse CHECK (trigger_id < 1)");
      assertThatThrownBy(
              () ->
                  selector
                      .stub()
                      .informDataAndTrigger(SelectorFixture.samples(PIPELINE, 10, 4).build()))
          .isInstanceOf(StatusRuntimeException.class);
      sql("ALTER TABLE selector.triggers DROP CONSTRAINT refuse");
    }
    try (SelectorFixture selector = SelectorFixture.start(config)) {
      selector.stub().informDataAndTrigger(SelectorFixture.samples(PIPELINE, 10, 4).build());
      List<Long> keys = selector.keys(PIPELINE, 1, 0, 0);
      assertThat(keys).hasSize(8).contains(10L, 11L, 12L, 13L).doesNotHaveDuplicates();
    }
  }

  @Test
  void damagedSegmentIsDataLoss() {
    try (SelectorFixture selector = SelectorFixture.start(config)) {
      selector.register(PIPELINE, SelectorFixture.ALL_DATA, 1);
      selector.stub().informDataAndTrigger(SelectorFixture.samples(PIPELINE, 0, 5).build());
      Path segment = config.localStorageDirectory().resolve("7/00000000000000000000.segment");
      TemporaryDirectory.damage(segment, 130);

      assertThatThrownBy(
              () ->
                  selector
                      .stub()
                      .informDataAndTrigger(SelectorFixture.samples(PIPELINE, 5, 5).build()))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DATA_LOSS))
          .hasMessageContaining(segment.toString());
    }
  }

  @Test
  void secondSelectorOnTheSameDirectoryIsRefused() {
    try (SelectorFixture selector = SelectorFixture.start(config)) {
      selector.register(PIPELINE, SelectorFixture.ALL_DATA, 1);

      assertThatThrownBy(() -> SelectorServer.start(config))
          .isInstanceOfSatisfying(
              ModynException.class,
              e -> assertThat(e.category()).isEqualTo(ErrorCategory.FAILED_PRECONDITION))
          .hasMessageContaining(config.localStorageDirectory().toString());
    }
  }
}
