package org.modyn.common.operations;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.modyn.common.config.system.TracesConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.CallObserver;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.security.ServerSecurity;

/**
 * What operators see of a server, or of several servers in one process that share it. To be started
 * before the server, so that probes are answered while it starts, and closed after it.
 */
public final class Operations implements AutoCloseable {
  static final String READY = "modyn.ready";

  private final Readiness readiness = new Readiness();
  private final ProcessMetrics process = new ProcessMetrics();
  private final Metrics metrics;
  private final Traces traces;
  private final CallObserver calls;
  private final Optional<HttpEndpoint> endpoint;

  private Operations(
      String serverName,
      Optional<ServiceAddress> httpAddress,
      Optional<TracesConfig> traces,
      ServerSecurity security) {
    metrics = httpAddress.isPresent() ? Metrics.exported() : Metrics.none();
    this.traces = traces.map(config -> Traces.export(serverName, config)).orElseGet(Traces::none);
    List<CallObserver> observers = new ArrayList<>(List.of(new LogContextCalls()));
    if (httpAddress.isPresent()) {
      observers.add(new CallMetrics(metrics.registry()));
    }
    observers.add(this.traces.calls());
    calls = new CallObservers(observers);
    if (httpAddress.isPresent()) {
      process.bindTo(metrics.registry());
      Gauge.builder(READY, () -> isReady() ? 1 : 0)
          .description("1 if /readyz answers 200, else 0")
          .register(metrics.registry());
    }
    endpoint =
        httpAddress.map(
            address -> HttpEndpoint.start(serverName, address, readiness, metrics, security));
  }

  private boolean isReady() {
    try {
      return readiness.missing().isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Starts the HTTP endpoint, if there is to be one.
   *
   * @param serverName the name for logs and messages, for example {@code selector}
   * @param httpAddress empty: there is no endpoint; port 0 chooses a free port
   * @param traces empty: there are none
   * @param security encrypts the endpoint, and says who may see metrics
   * @throws ModynException FAILED_PRECONDITION when the port is in use or the host is not local
   */
  public static Operations start(
      String serverName,
      Optional<ServiceAddress> httpAddress,
      Optional<TracesConfig> traces,
      ServerSecurity security) {
    return new Operations(
        requireNonNull(serverName, "serverName is null"),
        requireNonNull(httpAddress, "httpAddress is null"),
        requireNonNull(traces, "traces is null"),
        requireNonNull(security, "security is null"));
  }

  /** What the servers need to serve. */
  public Readiness readiness() {
    return readiness;
  }

  /** The metrics of the servers. */
  public Metrics metrics() {
    return metrics;
  }

  /** The traces of the servers. */
  public Traces traces() {
    return traces;
  }

  /** Observes the calls that the servers answer and make. */
  public CallObserver calls() {
    return calls;
  }

  /** Returns the address of the HTTP endpoint, with the actual port; empty if there is none. */
  public Optional<ServiceAddress> httpAddress() {
    return endpoint.map(HttpEndpoint::address);
  }

  @Override
  public void close() {
    endpoint.ifPresent(HttpEndpoint::close);
    traces.close();
    process.close();
    metrics.close();
  }
}
