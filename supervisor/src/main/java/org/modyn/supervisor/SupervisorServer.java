package org.modyn.supervisor;

import java.util.List;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.Database;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.server.ModynServer;
import org.modyn.common.server.ServerParts;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.database.EvaluationResultRepository;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineStateRepository;
import org.modyn.supervisor.evaluation.manual.ManualEvaluations;
import org.modyn.supervisor.pipeline.Pipelines;

/**
 * A running supervisor. {@link #close} suspends its pipelines: they continue when a supervisor is
 * started again.
 */
public final class SupervisorServer extends ModynServer {
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
    PipelineStateRepository states = new PipelineStateRepository(database.jdbi());
    EvaluationResultRepository results = new EvaluationResultRepository(database.jdbi());
    Pipelines pipelines = new Pipelines(config, clients, repository, states, results);
    pipelines.activate();
    SupervisorService service =
        new SupervisorService(
            pipelines,
            repository,
            states,
            results,
            new ManualEvaluations(config.evalDirectory(), clients, repository, states, results));
    GrpcServer server =
        parts.add(
            GrpcServer.start(
                "supervisor", config.supervisor().address(), List.of(service.bindService())));
    // closed before the server, so that watching clients learn that their pipelines are suspended
    parts.add(pipelines);
    return new SupervisorServer(parts, server);
  }
}
