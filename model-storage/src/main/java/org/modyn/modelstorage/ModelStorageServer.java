package org.modyn.modelstorage;

import java.util.List;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.Database;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DirectoryLock;
import org.modyn.common.grpc.GrpcServer;
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
    return ServerParts.assemble(parts -> assemble(config, parts));
  }

  private static ModelStorageServer assemble(ModynConfig config, ServerParts parts) {
    parts.add(DirectoryLock.acquire("model storage", config.modelsDirectory()));
    Database database = parts.add(Database.open(config.metadataDatabase(), "model_storage"));
    Pipelines pipelines = new Pipelines(new PipelineRepository(database.jdbi()));
    ModelStore models =
        new ModelStore(config.modelsDirectory(), pipelines, new ModelRepository(database.jdbi()));
    ModelStorageService service = new ModelStorageService(pipelines, models);
    GrpcServer server =
        parts.add(
            GrpcServer.start(
                "model storage", config.modelStorage().address(), List.of(service.bindService())));
    return new ModelStorageServer(parts, server);
  }
}
