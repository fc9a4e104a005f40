package org.modyn.supervisor;

import io.grpc.ServerInterceptors;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.Database;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.operations.Operations;
import org.modyn.common.plugin.Plugins;
import org.modyn.common.server.ModynServer;
import org.modyn.common.server.ServerParts;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.database.EvaluationResultRepository;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineStateRepository;
import org.modyn.supervisor.database.SupervisorTerm;
import org.modyn.supervisor.manual.ManualEvaluations;
import org.modyn.supervisor.pipeline.Pipelines;
import org.modyn.supervisor.pipeline.SupervisorMetrics;
import org.modyn.supervisor.trial.TriggerTrials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running supervisor. Of several on one database one is active; the others are standbys, which
 * refuse calls with UNAVAILABLE, are not ready, say so to health checks of their service, and one
 * of which becomes active when the active one has ended.
 *
 * <p>{@link #close} suspends the pipelines: they continue when a supervisor is active again.
 */
public final class SupervisorServer extends ModynServer {
  private static final String NAME = "supervisor";
  private static final Logger log = LoggerFactory.getLogger(SupervisorServer.class);
  private static final Duration ELECTION_PERIOD = Duration.ofSeconds(1);

  private SupervisorServer(ServerParts parts, GrpcServer server) {
    super(parts, server);
  }

  /**
   * Starts the server. The other servers need not be running yet.
   *
   * @throws ModynException when the port is taken or the database cannot be used
   */
  public static SupervisorServer start(ModynConfig config) {
    return start(config, ELECTION_PERIOD);
  }

  /**
   * As {@link #start(ModynConfig)}, for a process with several servers.
   *
   * @param operations what operators see of all of them; remains open
   */
  public static SupervisorServer start(ModynConfig config, Operations operations) {
    return ServerParts.assemble(
        NAME, operations, config.security(), parts -> assemble(config, ELECTION_PERIOD, parts));
  }

  /**
   * @param electionPeriod the time between two attempts to become active, and after which the end
   *     of its own term is noticed
   */
  static SupervisorServer start(ModynConfig config, Duration electionPeriod) {
    return ServerParts.assemble(
        NAME, config, config.supervisor(), parts -> assemble(config, electionPeriod, parts));
  }

  private static SupervisorServer assemble(
      ModynConfig config, Duration electionPeriod, ServerParts parts) {
    Database database = parts.openDatabase(config.metadataDatabase(), "supervisor");
    ServiceClients clients =
        parts.add(
            ServiceClients.connect(config, parts.operations().calls(), parts.clientSecurity()));
    PipelineRepository repository = new PipelineRepository(database.jdbi());
    PipelineStateRepository states = new PipelineStateRepository(database.jdbi());
    EvaluationResultRepository results = new EvaluationResultRepository(database.jdbi());
    Pipelines pipelines =
        new Pipelines(
            config,
            clients,
            repository,
            states,
            results,
            new SupervisorMetrics(parts.operations().metrics().registry()),
            parts.operations().traces().tracer());
    Election election =
        parts.add(
            Election.start(
                new SupervisorTerm(database),
                name(config.supervisor().address()),
                pipelines,
                electionPeriod));
    parts.operations().readiness().require(NAME, election::standby);
    SupervisorService service =
        new SupervisorService(
            pipelines,
            repository,
            states,
            results,
            new ManualEvaluations(config.evalDirectory(), clients, repository, states, results),
            new TriggerTrials(clients, Plugins.configured(config)));
    GrpcServer server =
        parts.listen(
            config.supervisor().address(),
            ServerInterceptors.intercept(service, new StandbyInterceptor(election)));
    election.observe(server::setServing);
    parts.add(new Housekeeping(pipelines, repository, config.supervisor()).start());
    // closed before the server, so that watching clients learn that their pipelines are suspended
    parts.add(pipelines);
    return new SupervisorServer(parts, server);
  }

  /** The machine, because several supervisors may be configured with one host name. */
  private static String name(ServiceAddress address) {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      log.debug("This machine does not know its name", e);
      host = address.hostname();
    }
    return String.format(Locale.ROOT, "host %s, port %d", host, address.port());
  }
}
