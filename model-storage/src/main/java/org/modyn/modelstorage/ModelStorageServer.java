package org.modyn.modelstorage;

import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.Database;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DirectoryLock;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.operations.Operations;
import org.modyn.common.server.ModynServer;
import org.modyn.common.server.ServerParts;
import org.modyn.modelstorage.database.ModelRepository;
import org.modyn.modelstorage.database.PipelineRepository;
import org.modyn.modelstorage.pipeline.Pipelines;
import org.modyn.modelstorage.store.ModelStore;

/**
 * A running model storage. When it is restarted with the same directory and the same database, it
 * has the same models, even after it was killed.
 */
public final class ModelStorageServer extends ModynServer {
  private static final String NAME = "model storage";

  private ModelStorageServer(ServerParts parts, GrpcServer server) {
    super(parts, server);
  }

  /**
   * Starts a model storage at the address and on the directory of {@code config}.
   *
   * @throws ModynException FAILED_PRECONDITION when the port is in use or another model storage
   *     uses the directory; UNAVAILABLE when PostgreSQL does not answer
   */
  public static ModelStorageServer start(ModynConfig config) {
    return ServerParts.assemble(
        NAME, config, config.modelStorage(), parts -> assemble(config, parts));
  }

  /**
   * As {@link #start(ModynConfig)}, for a process with several servers.
   *
   * @param operations what operators see of all of them; remains open
   */
  public static ModelStorageServer start(ModynConfig config, Operations operations) {
    return ServerParts.assemble(
        NAME, operations, config.security(), parts -> assemble(config, parts));
  }

  private static ModelStorageServer assemble(ModynConfig config, ServerParts parts) {
    parts.add(DirectoryLock.acquire(NAME, config.modelsDirectory()));
    Database database = parts.openDatabase(config.metadataDatabase(), "model_storage");
    Pipelines pipelines = new Pipelines(new PipelineRepository(database.jdbi()));
    ModelStore models =
        new ModelStore(config.modelsDirectory(), pipelines, new ModelRepository(database.jdbi()));
    ModelStorageService service =
        new ModelStorageService(
            pipelines, models, new ModelStorageMetrics(parts.operations().metrics().registry()));
    return new ModelStorageServer(
        parts, parts.listen(config.modelStorage().address(), service.bindService()));
  }
}
