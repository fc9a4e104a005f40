package org.modyn.supervisor;

import java.util.List;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.Database;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.server.ModynServer;
import org.modyn.common.server.ServerParts;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.pipeline.Pipelines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running supervisor. {@link #close} first stops its pipelines and their trainings. */
public final class SupervisorServer extends ModynServer {
  private static final Logger log = LoggerFactory.getLogger(SupervisorServer.class);

  private SupervisorServer(ServerParts parts, GrpcServer server) {
    super(parts, server);
  }

  /**
   * Starts the server. The other servers need not be running yet.
   *
   * @throws ModynException when the port is taken or the database cannot be used
   */
  public static SupervisorServer start(ModynConfig config) {
    return ServerParts.assemble(parts -> assemble(config, parts));
  }

  private static SupervisorServer assemble(ModynConfig config, ServerParts parts) {
    Database database = parts.add(Database.open(config.metadataDatabase(), "supervisor"));
    ServiceClients clients = parts.add(ServiceClients.connect(config));
    PipelineRepository repository = new PipelineRepository(database.jdbi());
    int interrupted =
        repository.failAllRunning("the supervisor ended while the pipeline was running");
    if (interrupted > 0) {
      log.warn("{} pipelines were running when the supervisor ended", interrupted);
    }
    Pipelines pipelines = new Pipelines(config, clients, repository);
    SupervisorService service = new SupervisorService(pipelines, repository);
    GrpcServer server =
        parts.add(
            GrpcServer.start(
                "supervisor", config.supervisor().address(), List.of(service.bindService())));
    // closed before the server, so that watching clients receive the end of their pipelines
    parts.add(pipelines);
    return new SupervisorServer(parts, server);
  }
}
