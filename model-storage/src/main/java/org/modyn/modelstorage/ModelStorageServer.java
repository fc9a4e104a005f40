package org.modyn.modelstorage;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.Database;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DirectoryLock;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.modelstorage.database.ModelRepository;
import org.modyn.modelstorage.database.PipelineRepository;
import org.modyn.modelstorage.pipeline.Pipelines;
import org.modyn.modelstorage.store.ModelStore;

/**
 * A running model storage. Started again over the same directory and the same database it has the
 * same models, also after it was killed.
 */
public final class ModelStorageServer implements AutoCloseable {
  private final DirectoryLock lock;
  private final Database database;
  private final GrpcServer server;
  private boolean closed;

  private ModelStorageServer(DirectoryLock lock, Database database, GrpcServer server) {
    this.lock = requireNonNull(lock, "lock is null");
    this.database = requireNonNull(database, "database is null");
    this.server = requireNonNull(server, "server is null");
  }

  /**
   * Starts a model storage at the address and on the directory of {@code config}.
   *
   * @throws ModynException FAILED_PRECONDITION when the port is taken or another model storage uses
   *     the directory; UNAVAILABLE when PostgreSQL does not answer
   */
  public static ModelStorageServer start(ModynConfig config) {
    DirectoryLock lock = DirectoryLock.acquire("model storage", config.modelsDirectory());
    Database database = null;
    try {
      database = Database.open(config.metadataDatabase(), "model_storage");
      Pipelines pipelines = new Pipelines(new PipelineRepository(database.jdbi()));
      ModelStore models =
          new ModelStore(config.modelsDirectory(), pipelines, new ModelRepository(database.jdbi()));
      ModelStorageService service = new ModelStorageService(pipelines, models);
      GrpcServer server =
          GrpcServer.start(
              "model storage", config.modelStorage().address(), List.of(service.bindService()));
      return new ModelStorageServer(lock, database, server);
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

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    server.close();
    database.close();
    lock.close();
  }
}
