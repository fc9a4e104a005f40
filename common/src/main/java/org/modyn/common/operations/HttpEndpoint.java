package org.modyn.common.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLSession;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.network.Listening;
import org.modyn.common.security.ServerSecurity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages of a server for operators, over HTTP 1.1, read-only:
 *
 * <ul>
 *   <li>{@code /healthz}: 200 while the process works
 *   <li>{@code /readyz}: 200 if the server can serve; 503 with one line that says what is missing
 *   <li>{@code /metrics}: the metrics, in Prometheus' text format, for clients with the role {@code
 *       read}
 * </ul>
 *
 * <p>Connections are encrypted if those of gRPC are. For health checks in the server's container,
 * which has no client for TLS, {@code /healthz} and {@code /readyz} are also answered on the
 * loopback address, unencrypted, unless the endpoint itself listens there.
 *
 * <p>It answers at most {@value #MAXIMUM_REQUESTS} requests at a time, each on a virtual thread,
 * and refuses others with 503. Connections that send or receive too slowly are closed.
 */
public final class HttpEndpoint implements AutoCloseable {
  /** The maximum number of requests that are answered at the same time. */
  public static final int MAXIMUM_REQUESTS = 16;

  /** The maximum number of connections, unless the command line sets another one. */
  public static final int MAXIMUM_CONNECTIONS = 64;

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String LOOPBACK = "127.0.0.1";
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  /**
   * The limits of the JDK's server. It reads them from system properties when it is first used, and
   * has no others; values that the command line sets are kept. The times of a request and a
   * response are in seconds.
   */
  private static final Map<String, String> LIMITS =
      Map.of(
          "jdk.httpserver.maxConnections", Integer.toString(MAXIMUM_CONNECTIONS),
          "sun.net.httpserver.maxReqHeaders", "64",
          "sun.net.httpserver.maxReqHeaderSize", "16384",
          "sun.net.httpserver.maxReqTime", "10",
          "sun.net.httpserver.maxRspTime", "30");

  private static final Logger log = LoggerFactory.getLogger(HttpEndpoint.class);

  private final String serverName;
  private final ServiceAddress address;
  private final HttpServer server;
  private final Optional<HttpServer> probes;
  private final ExecutorService executor;

  private HttpEndpoint(
      String serverName,
      ServiceAddress address,
      HttpServer server,
      Optional<HttpServer> probes,
      ExecutorService executor) {
    this.serverName = serverName;
    this.address = address;
    this.server = server;
    this.probes = probes;
    this.executor = executor;
  }

  /** What is served at a path. */
  @FunctionalInterface
  interface Page {
    Answer answer(HttpExchange exchange) throws InterruptedException;
  }

  /**
   * @param contentType of the body, for example {@code text/plain}
   */
  record Answer(int status, String contentType, String body) {
    Answer {
      requireNonNull(contentType, "contentType is null");
      requireNonNull(body, "body is null");
    }

    static Answer line(int status, String line) {
      return new Answer(status, TEXT, line + "\n");
    }
  }

  /**
   * Starts to listen.
   *
   * @param serverName the name for logs and messages, for example {@code selector}
   * @param address port 0 chooses a free port
   * @param security encrypts connections, and says who may see metrics
   * @throws ModynException FAILED_PRECONDITION when the port is in use or the host is not local
   */
  static HttpEndpoint start(
      String serverName,
      ServiceAddress address,
      Readiness readiness,
      Metrics metrics,
      ServerSecurity security) {
    requireNonNull(readiness, "readiness is null");
    requireNonNull(metrics, "metrics is null");
    LIMITS.forEach(System.getProperties()::putIfAbsent);
    HttpServer server =
        Listening.on(
            "the HTTP endpoint of the " + serverName,
            address.toString(),
            address.port(),
            () -> create(new InetSocketAddress(address.hostname(), address.port()), security));
    ExecutorService executor =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name(serverName + "-http-", 0).factory());
    Map<String, Page> open =
        Map.of("/healthz", _ -> Answer.line(200, "ok"), "/readyz", _ -> readiness(readiness));
    Map<String, Page> pages = new HashMap<>(open);
    pages.put("/metrics", exchange -> metrics(exchange, metrics, security));
    serve(server, pages, executor);
    ServiceAddress listening =
        new ServiceAddress(address.hostname(), server.getAddress().getPort());
    log.info("{} answers HTTP on {}", serverName, listening);
    Optional<HttpServer> probes = listenOnLoopback(serverName, server.getAddress());
    probes.ifPresent(loopback -> serve(loopback, open, executor));
    return new HttpEndpoint(serverName, listening, server, probes, executor);
  }

  private static HttpServer create(InetSocketAddress address, ServerSecurity security)
      throws IOException {
    Optional<HttpsConfigurator> https = security.https();
    if (https.isEmpty()) {
      return HttpServer.create(address, 0);
    }
    HttpsServer server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(https.get());
    return server;
  }

  private static void serve(HttpServer server, Map<String, Page> pages, ExecutorService executor) {
    Semaphore permits = new Semaphore(MAXIMUM_REQUESTS);
    server.setExecutor(executor);
    server.createContext("/", exchange -> handle(exchange, pages, permits));
    server.start();
  }

  /** Returns empty if the endpoint listens on the loopback address, or its port is in use there. */
  private static Optional<HttpServer> listenOnLoopback(
      String serverName, InetSocketAddress endpoint) {
    InetAddress address = endpoint.getAddress();
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      return Optional.empty();
    }
    try {
      return Optional.of(HttpServer.create(new InetSocketAddress(LOOPBACK, endpoint.getPort()), 0));
    } catch (IOException e) {
      log.warn(
          "{} does not answer health checks on {}:{}, only on {}: {}",
          serverName,
          LOOPBACK,
          endpoint.getPort(),
          endpoint,
          e.getMessage(),
          e);
      return Optional.empty();
    }
  }

  private static Answer metrics(HttpExchange exchange, Metrics metrics, ServerSecurity security) {
    Optional<SSLSession> session =
        exchange instanceof HttpsExchange encrypted
            ? Optional.of(encrypted.getSSLSession())
            : Optional.empty();
    if (security.mayRead(exchange.getRequestHeaders().getFirst("Authorization"), session)) {
      return new Answer(200, METRICS, metrics.scrape());
    }
    exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
    return Answer.line(401, "metrics need a token with the role read ('Authorization: Bearer')");
  }

  private static Answer readiness(Readiness readiness) throws InterruptedException {
    Optional<String> missing = readiness.missing();
    return missing.isEmpty() ? Answer.line(200, "ready") : Answer.line(503, missing.get());
  }

  private static void handle(HttpExchange exchange, Map<String, Page> pages, Semaphore permits)
      throws IOException {
    try (exchange) {
      if (permits.tryAcquire()) {
        try {
          send(exchange, answer(exchange, pages));
        } finally {
          permits.release();
        }
      } else {
        send(exchange, Answer.line(503, "too many requests at a time"));
      }
    }
  }

  private static Answer answer(HttpExchange exchange, Map<String, Page> pages) {
    if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return Answer.line(405, "only GET and HEAD are allowed");
    }
    String path = exchange.getRequestURI().getPath();
    Page page = pages.get(path);
    if (page == null) {
      return Answer.line(
          404,
          "there is nothing here; there is "
              + String.join(", ", pages.keySet().stream().sorted().toList()));
    }
    try {
      return page.answer(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.line(503, "the server is stopping");
    } catch (RuntimeException e) {
      log.error("Cannot answer {}", path, e);
      return Answer.line(500, "internal error; the log of the server has the reason");
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    byte[] body = answer.body().getBytes(UTF_8);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), body.length);
    try (OutputStream output = exchange.getResponseBody()) {
      output.write(body);
    }
  }

  /** Returns the address that it listens on, with the actual port. */
  public ServiceAddress address() {
    return address;
  }

  @Override
  public void close() {
    probes.ifPresent(loopback -> loopback.stop(0));
    server.stop(0);
    executor.shutdownNow();
    log.info("{} stopped answering HTTP", serverName);
  }
}
