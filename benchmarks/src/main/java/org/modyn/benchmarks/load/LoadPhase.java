package org.modyn.benchmarks.load;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.common.grpc.GrpcClient;

/** Clients that send requests to one server, each the next when the last has been answered. */
final class LoadPhase {
  private final String name;
  private final GrpcClient server;
  private final LongSupplier memory;
  private final int clients;
  private final Duration duration;
  private final AtomicLong errors = new AtomicLong();

  /**
   * @param name of the server, the beginning of the rows' names
   * @param server a client, whose address those of this phase have too
   * @param memory returns the memory of the server in bytes
   */
  LoadPhase(String name, GrpcClient server, LongSupplier memory, int clients, Duration duration) {
    this.name = requireNonNull(name, "name is null");
    this.server = requireNonNull(server, "server is null");
    this.memory = requireNonNull(memory, "memory is null");
    this.clients = clients;
    this.duration = requireNonNull(duration, "duration is null");
  }

  /** A client. */
  interface Client {
    /**
     * Sends a request and receives the whole answer.
     *
     * @param number the number of requests of this client before
     */
    void request(int number);
  }

  /** Creates the clients. */
  interface Clients {
    Client create(int client, Channel channel);
  }

  /** Runs all clients, and returns the rows. */
  List<Measurement> run(Clients factory) {
    long memoryBefore = memory.getAsLong();
    List<Latencies> latencies = new ArrayList<>();
    long begin = System.nanoTime();
    long end = begin + duration.toNanos();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        int number = client;
        Latencies own = new Latencies();
        latencies.add(own);
        running.add(executor.submit(() -> run(factory, number, own, end)));
      }
      running.forEach(Measurement::await);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    long memoryAfter = memory.getAsLong();
    long requests = latencies.stream().mapToLong(Latencies::size).sum();
    return List.of(
        row("throughput", requests / seconds, "requests/s"),
        row("p50", Latencies.milliseconds(latencies, 0.5), "ms"),
        row("p99", Latencies.milliseconds(latencies, 0.99), "ms"),
        Measurement.count(name + "_errors", "requests", errors.get(), requests + errors.get()),
        new Measurement(
            name + "_memory",
            memoryAfter,
            "bytes",
            memoryBefore,
            (double) memoryAfter / memoryBefore));
  }

  private Measurement row(String row, double value, String unit) {
    return new Measurement(name + "_" + row, value, unit, Double.NaN, Double.NaN);
  }

  private void run(Clients factory, int number, Latencies latencies, long end) {
    try (GrpcClient connection = GrpcClient.connect(name, server.target())) {
      Client client = factory.create(number, connection.channel());
      for (int request = 0; System.nanoTime() < end; request++) {
        long begin = System.nanoTime();
        try {
          client.request(request);
          latencies.add(System.nanoTime() - begin);
        } catch (StatusRuntimeException e) {
          errors.incrementAndGet();
          System.err.printf("%s, client %d: %s%n", name, number, e.getStatus());
        }
      }
    }
  }
}
