package org.modyn.selector.seen;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicInteger;
import org.modyn.common.database.Database;
import org.modyn.common.testing.TestDatabase;
import org.modyn.selector.database.PipelineRepository;
import org.modyn.selector.database.PipelineRow;
import org.modyn.selector.database.SeenRepository;

/**
 * A database for tests of backends, one for the JVM, as hundreds of properties' tries would each
 * wait for one of their own. Every pipeline of it is new.
 */
public final class SeenDatabase {
  private static final AtomicInteger NEXT_PIPELINE = new AtomicInteger();

  private SeenDatabase() {}

  private static final class Shared {
    static final Database DATABASE = open();

    private Shared() {}

    private static Database open() {
      TestDatabase database = TestDatabase.create();
      Database schema = Database.open(database.config(), "selector");
      Runtime.getRuntime().addShutdownHook(new Thread(schema::close));
      return requireNonNull(schema, "schema is null");
    }
  }

  public static Database database() {
    return Shared.DATABASE;
  }

  static SeenRepository repository() {
    return new SeenRepository(Shared.DATABASE.jdbi(), 3, 2);
  }

  /** Returns the id of a pipeline that has seen nothing. */
  public static int newPipeline() {
    int pipelineId = NEXT_PIPELINE.getAndIncrement();
    new PipelineRepository(Shared.DATABASE.jdbi())
        .insert(new PipelineRow(pipelineId, "{}", 1, 0, "", ""));
    return pipelineId;
  }

  /** Opens the backend of a new pipeline. */
  public static DatabaseStorageBackend newBackend() {
    return openBackend(newPipeline());
  }

  /** Opens the backend of a pipeline that {@link #newPipeline} returned. */
  public static DatabaseStorageBackend openBackend(int pipelineId) {
    return DatabaseStorageBackend.open(repository(), pipelineId, 0);
  }
}
