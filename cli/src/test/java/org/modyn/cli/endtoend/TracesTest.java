package org.modyn.cli.endtoend;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.command.ModynCommand;
import picocli.CommandLine;

/** The spans that a {@code modyn run} sends to a collector, which this test is. */
final class TracesTest {
  @TempDir private Path directory;

  private final Queue<Span> spans = new ConcurrentLinkedQueue<>();
  private final HttpServer collector = startCollector();

  /**
   * @param parent empty for a root
   */
  private record Span(String trace, String id, String parent, String name) {}

  private HttpServer startCollector() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/v1/traces", this::receive);
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    collector.stop(0);
  }

  /** An ExportTraceServiceRequest of OTLP: resource spans (1), their scope spans (2), spans (2). */
  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean compressed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      try (InputStream body = exchange.getRequestBody();
          InputStream plain = compressed ? new GZIPInputStream(body) : body) {
        for (UnknownFieldSet resource :
            messages(UnknownFieldSet.parseFrom(plain.readAllBytes()), 1)) {
          for (UnknownFieldSet scope : messages(resource, 2)) {
            messages(scope, 2).forEach(span -> spans.add(span(span)));
          }
        }
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().stream()
        .map(
            bytes -> {
              try {
                return UnknownFieldSet.parseFrom(bytes);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            })
        .toList();
  }

  private static Span span(UnknownFieldSet span) {
    return new Span(
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        span.getField(5).getLengthDelimitedList().getFirst().toStringUtf8());
  }

  private static String hex(UnknownFieldSet span, int field) {
    return span.getField(field).getLengthDelimitedList().stream()
        .map(bytes -> HexFormat.of().formatHex(bytes.toByteArray()))
        .findFirst()
        .orElse("");
  }

  private void run(double sampleRatio) throws IOException {
    FlightsSlice slice = FlightsSlice.write(directory.resolve("example"), 1);
    Path config =
        Files.writeString(
            directory.resolve("modyn.yaml"),
            "traces: {endpoint: 'http://127.0.0.1:%s', sample_ratio: %s}\n"
                .formatted(collector.getAddress().getPort(), sampleRatio));
    StringWriter error = new StringWriter();
    CommandLine line = ModynCommand.commandLine();
    line.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(error, true));
    assertThat(
            line.execute(
                "run",
                slice.pipeline().toString(),
                "--config",
                config.toString(),
                "--state-dir",
                directory.resolve("state").toString()))
        .as(error.toString())
        .isZero();
  }

  @Test
  void allSpansOfATriggerFormOneTree() throws IOException {
    run(1);

    Map<String, List<Span>> traces = spans.stream().collect(groupingBy(Span::trace));
    assertThat(traces.values()).allSatisfy(TracesTest::checkTree);
    Map<String, List<List<Span>>> byRoot =
        traces.values().stream().collect(groupingBy(trace -> root(trace).name()));
    assertThat(byRoot).containsOnlyKeys("trigger", "evaluations");
    assertThat(byRoot.get("trigger"))
        .hasSize(FlightsSlice.TRIGGERS)
        .allSatisfy(
            trace -> {
              assertThat(names(trace))
                  .containsOnlyOnce("Trigger", "Train", "Store", "training", "first batch");
              assertThat(ancestors(trace, "first batch"))
                  .containsSubsequence(
                      "training", "Recv.trainer.TrainerServer.start_training", "Train", "trigger");
              assertThat(ancestors(trace, "Recv.modyn.storage.Storage.Get")).contains("training");
              assertThat(ancestors(trace, "Recv.modyn.model_storage.ModelStorage.StoreModel"))
                  .contains("Recv.trainer.TrainerServer.store_final_model", "Store");
              assertThat(names(trace))
                  .contains(
                      "Recv.selector.Selector.inform_data_and_trigger",
                      "Recv.trainer.TrainerServer.start_training",
                      "Recv.selector.Selector.get_sample_keys_and_weights",
                      "Recv.modyn.storage.Storage.Get",
                      "Recv.modyn.model_storage.ModelStorage.StoreModel");
            });
    assertThat(byRoot.get("evaluations"))
        .singleElement()
        .satisfies(
            trace -> {
              assertThat(names(trace))
                  .contains(
                      "EvaluateAll",
                      "Recv.modyn.evaluator.Evaluator.evaluate_model",
                      "Recv.modyn.model_storage.ModelStorage.LoadModel",
                      "Recv.modyn.storage.Storage.Get");
              assertThat(ancestors(trace, "evaluation")).endsWith("EvaluateAll", "evaluations");
              assertThat(ancestors(trace, "Recv.modyn.storage.Storage.Get")).contains("evaluation");
            });
  }

  /** The names of the spans that the first span of a name is in, from the inside to the root. */
  private static List<String> ancestors(List<Span> trace, String name) {
    List<String> names = new ArrayList<>();
    Map<String, Span> byId = trace.stream().collect(toMap(Span::id, span -> span));
    Span span = trace.stream().filter(found -> found.name().equals(name)).findFirst().orElseThrow();
    while (!span.parent().isEmpty()) {
      span = byId.get(span.parent());
      names.add(span.name());
    }
    return names;
  }

  private static Span root(List<Span> trace) {
    return trace.stream().filter(span -> span.parent().isEmpty()).findFirst().orElseThrow();
  }

  private static List<String> names(List<Span> trace) {
    return trace.stream().map(Span::name).toList();
  }

  private static void checkTree(List<Span> trace) {
    assertThat(trace).filteredOn(span -> span.parent().isEmpty()).hasSize(1);
    Set<String> ids = trace.stream().map(Span::id).collect(toSet());
    assertThat(ids).hasSameSizeAs(trace);
    assertThat(trace)
        .filteredOn(span -> !span.parent().isEmpty())
        .allSatisfy(span -> assertThat(ids).contains(span.parent()));
  }

  @Test
  void nothingIsSentOfTriggersThatAreNotSampled() throws IOException {
    run(0);
    assertThat(spans).isEmpty();
  }
}
