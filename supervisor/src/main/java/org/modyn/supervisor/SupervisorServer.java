package org.modyn.supervisor;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.Database;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.pipeline.Pipelines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running supervisor. {@link #close} stops its pipelines and their trainings first. */
public final class SupervisorServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SupervisorServer.class);

  private final Database database;
  private final ServiceClients clients;
  private final Pipelines pipelines;
  private final GrpcServer server;

  private SupervisorServer(
      Database database, ServiceClients clients, Pipelines pipelines, GrpcServer server) {
    this.database = requireNonNull(database, "database is null");
    this.clients = requireNonNull(clients, "clients is null");
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
    this.server = requireNonNull(server, "server is null");
  }

  /**
   * Starts the server. The other servers need not run yet.
   *
   * @throws ModynException when the port is taken or the database cannot be used
   */
  public static SupervisorServer start(ModynConfig config) {
    Database database = Database.open(config.metadataDatabase(), "supervisor");
    ServiceClients clients = ServiceClients.connect(config);
    try {
      PipelineRepository repository = new PipelineRepository(database.jdbi());
      int interrupted =
          repository.failAllRunning("the supervisor ended while the pipeline was running");
      if (interrupted > 0) {
        log.warn("{} pipelines were running when the supervisor ended", interrupted);
      }
      Pipelines pipelines = new Pipelines(config, clients, repository);
      SupervisorService service = new SupervisorService(pipelines, repository);
      GrpcServer server =
          GrpcServer.start(
              "supervisor", config.supervisor().address(), List.of(service.bindService()));
      return new SupervisorServer(database, clients, pipelines, server);
    } catch (RuntimeException e) {
      clients.close();
      database.close();
      throw e;
    }
  }

  /** Where it listens, with the real port. */
  public ServiceAddress address() {
    return server.address();
  }

  /** Blocks until the server is closed. */
  public void awaitTermination() throws InterruptedException {
    server.awaitTermination();
  }

  @Override
  public void close() {
    pipelines.close();
    server.close();
    clients.close();
    database.close();
  }
}
