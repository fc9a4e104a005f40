package org.modyn.selector;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.SelectorConfig;
import org.modyn.common.database.Database;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DirectoryLock;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.selector.database.PipelineRepository;
import org.modyn.selector.database.TriggerRepository;
import org.modyn.selector.pipeline.Pipelines;
import org.modyn.selector.trainingset.TrainingSetDirectory;

/**
 * A running selector. Started again over the same directories and the same database it goes on
 * where it was, also after it was killed.
 */
public final class SelectorServer implements AutoCloseable {
  private final ModynConfig config;
  private final DirectoryLock lock;
  private final Database database;
  private final Pipelines pipelines;
  private final GrpcServer server;
  private boolean closed;

  private SelectorServer(
      ModynConfig config,
      DirectoryLock lock,
      Database database,
      Pipelines pipelines,
      GrpcServer server) {
    this.config = requireNonNull(config, "config is null");
    this.lock = requireNonNull(lock, "lock is null");
    this.database = requireNonNull(database, "database is null");
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
    this.server = requireNonNull(server, "server is null");
  }

  /**
   * Starts a selector at the address and on the directories of {@code config}.
   *
   * @throws ModynException FAILED_PRECONDITION when the port is taken or another selector uses the
   *     directories; UNAVAILABLE when PostgreSQL does not answer
   */
  public static SelectorServer start(ModynConfig config) {
    SelectorConfig selector = config.selector();
    DirectoryLock lock = DirectoryLock.acquire("selector", config.localStorageDirectory());
    Database database = null;
    try {
      database = Database.open(config.metadataDatabase(), "selector");
      Pipelines pipelines =
          new Pipelines(
              new PipelineRepository(database.jdbi()),
              new TriggerRepository(database.jdbi()),
              new TrainingSetDirectory(config.triggerSampleDirectory()),
              config.localStorageDirectory(),
              selector.localStorageMaxSamplesInFile());
      SelectorService service = new SelectorService(pipelines, selector.sampleBatchSize());
      GrpcServer server =
          GrpcServer.start("selector", selector.address(), List.of(service.bindService()));
      return new SelectorServer(config, lock, database, pipelines, server);
    } catch (RuntimeException e) {
      if (database != null) {
        database.close();
      }
      lock.close();
      throw e;
    }
  }

  /** Returns where the server listens, with the real port. */
  public ServiceAddress address() {
    return server.address();
  }

  /** Blocks until the server is closed. */
  public void awaitTermination() throws InterruptedException {
    server.awaitTermination();
  }

  /**
   * Stops the server. With {@code cleanup_storage_directories_after_shutdown} everything that it
   * kept is deleted.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    server.close();
    pipelines.close();
    if (config.selector().cleanupStorageDirectoriesAfterShutdown()) {
      new PipelineRepository(database.jdbi()).deleteAll();
      DurableFiles.deleteRecursively(config.triggerSampleDirectory());
      DurableFiles.deleteRecursively(config.localStorageDirectory());
    }
    database.close();
    lock.close();
  }
}
