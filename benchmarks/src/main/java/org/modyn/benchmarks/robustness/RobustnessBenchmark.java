package org.modyn.benchmarks.robustness;

import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.modyn.benchmarks.framework.Benchmark;
import org.modyn.benchmarks.framework.BenchmarkOption;
import org.modyn.benchmarks.framework.BenchmarkOptions;
import org.modyn.benchmarks.framework.CriteoData;
import org.modyn.benchmarks.framework.Examples;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.benchmarks.framework.ServerCluster;
import org.modyn.benchmarks.robustness.ServiceMethods.ServiceMethod;
import org.modyn.cli.platform.ServerKind;

/**
 * Sends malformed requests to every method of every server, in turn, and counts:
 *
 * <ul>
 *   <li>{@code requests}: the calls;
 *   <li>{@code accepted}: those that ended without an error, or whose stream was open after a
 *       while;
 *   <li>{@code internal_errors}: those that ended with INTERNAL or UNKNOWN, which is a bug: a
 *       server says what is wrong with a request;
 *   <li>{@code hangs}: those that did not end within 30 seconds;
 *   <li>{@code crashes}: servers that are dead, or do not answer, afterwards.
 * </ul>
 *
 * <p>Each failure is printed to standard error, with the number of the request: the same seed
 * generates the same requests.
 */
public final class RobustnessBenchmark implements Benchmark {
  private static final int DEFAULT_REQUESTS = 10_000;
  private static final int QUICK_REQUESTS = 500;
  private static final int CONCURRENCY = 8;
  private static final String DATASET = "criteo";
  private static final int SAMPLES = 10_000;
  private static final int SAMPLES_A_BATCH = 512;
  private static final ServerCluster.Settings SETTINGS =
      new ServerCluster.Settings(
          List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"),
          Duration.ofSeconds(3));

  @Override
  public String name() {
    return "robustness";
  }

  @Override
  public String description() {
    return "malformed requests to all methods of all servers: internal errors, hangs, crashes";
  }

  @Override
  public Set<BenchmarkOption> options() {
    return Set.of(BenchmarkOption.REQUESTS, BenchmarkOption.SEED);
  }

  @Override
  public List<Measurement> run(Path directory, BenchmarkOptions options) throws IOException {
    Path folder = directory.resolve(DATASET);
    CriteoData.writeSparse(folder, SAMPLES, 2);
    ServerCluster.Dataset dataset =
        new ServerCluster.Dataset(DATASET, folder, CriteoData.FILE_WRAPPER_CONFIG, SAMPLES_A_BATCH);
    int requests = options.requests().orElse(options.quick() ? QUICK_REQUESTS : DEFAULT_REQUESTS);
    try (ServerCluster cluster = ServerCluster.start(directory, dataset, SETTINGS)) {
      cluster.awaitIngest(DATASET, SAMPLES);
      Session session =
          new Session(
              cluster,
              List.of(DATASET, "flights", "modyn", "BinaryFileWrapper", "LocalFilesystemWrapper"),
              List.of(
                  Files.readString(Examples.pipeline()),
                  "{\"name\": \"NewDataStrategy\", \"maximum_keys_in_memory\": 1000, \"config\":"
                      + " {}}"));
      return session.run(requests, options.seed());
    }
  }

  /** The requests to one cluster. */
  private static final class Session {
    private final ServerCluster cluster;
    private final List<String> names;
    private final List<String> documents;
    private final List<ServiceMethod> methods = ServiceMethods.all();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong internalErrors = new AtomicLong();
    private final AtomicLong hangs = new AtomicLong();

    Session(ServerCluster cluster, List<String> names, List<String> documents) {
      this.cluster = cluster;
      this.names = names;
      this.documents = documents;
    }

    List<Measurement> run(int requests, long seed) {
      SplittableRandom seeds = new SplittableRandom(seed);
      List<Future<?>> calls = new ArrayList<>();
      try (ExecutorService executor = Executors.newFixedThreadPool(CONCURRENCY)) {
        for (int number = 0; number < requests; number++) {
          int current = number;
          SplittableRandom random = seeds.split();
          calls.add(executor.submit(() -> send(current, random)));
        }
        calls.forEach(Measurement::await);
      }
      return List.of(
          Measurement.count("requests", "calls", requests, requests),
          Measurement.count("accepted", "calls", accepted.get(), requests),
          Measurement.count("internal_errors", "calls", internalErrors.get(), requests),
          Measurement.count("hangs", "calls", hangs.get(), requests),
          Measurement.count("crashes", "servers", crashes(), ServerKind.values().length));
    }

    private void send(int number, SplittableRandom random) {
      ServiceMethod method = methods.get(number % methods.size());
      RequestGenerator generator = new RequestGenerator(random, names, documents);
      List<byte[]> messages = new ArrayList<>();
      int count = method.type().clientSendsOneMessage() ? 1 : 1 + random.nextInt(3);
      for (int index = 0; index < count; index++) {
        messages.add(generator.next(method.request()));
      }
      try {
        Optional<Status> end =
            RequestSender.send(cluster.client(method.server()).channel(), method, messages);
        if (end.isEmpty() || end.get().isOk()) {
          accepted.incrementAndGet();
        } else if (isInternal(end.get())) {
          internalErrors.incrementAndGet();
          report(number, method, end.get().toString());
        }
      } catch (TimeoutException e) {
        hangs.incrementAndGet();
        report(number, method, "does not end");
      }
    }

    private int crashes() {
      int crashes = 0;
      for (ServerKind kind : ServerKind.values()) {
        if (!cluster.serves(kind)) {
          crashes++;
          System.err.printf("crash: %s%n", kind.label());
        }
      }
      return crashes;
    }
  }

  private static boolean isInternal(Status status) {
    return status.getCode() == Status.Code.INTERNAL || status.getCode() == Status.Code.UNKNOWN;
  }

  private static void report(int number, ServiceMethod method, String what) {
    System.err.printf("request %d to %s: %s%n", number, method.name(), what);
  }
}
