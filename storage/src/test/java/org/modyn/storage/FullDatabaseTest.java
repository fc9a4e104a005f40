package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.database.Database;
import org.modyn.common.testing.CapturedLog;
import org.modyn.proto.storage.GetDatasetStatusResponse;

/** A PostgreSQL that raises the error of a full disk when rows are added. */
final class FullDatabaseTest {
  private static final String REASON = "could not extend file: No space left on device";

  @TempDir private Path folder;
  private StorageFixture storage;

  @BeforeEach
  void start() {
    storage = StorageFixture.start();
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void callsAndTheStatusNameTheDatabase() {
    try (Database database = storage.database();
        CapturedLog log = CapturedLog.start()) {
      String full =
          "the disk of PostgreSQL at .*, database test_.* is full \\(ERROR: "
              + REASON
              + "\\); free some space on it";
      fill(database, "datasets");
      assertThatThrownBy(() -> storage.register("numbers", folder))
          .message()
          .matches("RESOURCE_EXHAUSTED: " + full);
      free(database, "datasets");
      storage.register("numbers", folder);

      fill(database, "files");
      StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 10);
      GetDatasetStatusResponse status =
          storage.awaitStatus("numbers", now -> !now.getScanError().isEmpty());
      assertThat(status.getScanError()).matches("cannot ingest new files: " + full);
      assertThat(status.getNumberOfSamples()).isZero();
      assertThat(log.warningsWithStackTrace()).isEmpty();
      free(database, "files");
      storage.awaitSamples("numbers", 10);
    }
  }

  private static void fill(Database database, String table) {
    database
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute(
                  """
                  CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
                  $$ BEGIN RAISE EXCEPTION '%s' USING ERRCODE = '53100'; END $$
                  """
                      .formatted(REASON));
              handle.execute(
                  "CREATE TRIGGER full_disk BEFORE INSERT ON %s EXECUTE FUNCTION fail()"
                      .formatted(table));
            });
  }

  private static void free(Database database, String table) {
    database
        .jdbi()
        .useHandle(handle -> handle.execute("DROP TRIGGER full_disk ON %s".formatted(table)));
  }
}
