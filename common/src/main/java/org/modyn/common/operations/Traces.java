package org.modyn.common.operations;

import static java.util.Objects.requireNonNull;

import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.grpc.opentelemetry.GrpcOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.util.Optional;
import org.modyn.common.config.system.TracesConfig;
import org.modyn.common.grpc.CallObserver;
import org.modyn.common.version.ModynVersion;

/**
 * Traces over all servers, by OpenTelemetry: a trace begins where a server calls {@link #tracer},
 * and continues with each call of another server. Spans are exported in the background; when the
 * collector is away, they are dropped.
 *
 * <p>{@link #none} has a tracer whose spans are no objects, and observes no calls.
 */
public final class Traces implements AutoCloseable {
  private static final String NAME = "org.modyn";

  /** The switch of grpc-java's module, whose traces are an option until their names are final. */
  private static final String GRPC_SWITCH = "GRPC_EXPERIMENTAL_ENABLE_OTEL_TRACING";

  private final Optional<OpenTelemetrySdk> sdk;
  private final Tracer tracer;
  private final CallObserver calls;

  private Traces(Optional<OpenTelemetrySdk> sdk) {
    this.sdk = sdk;
    this.tracer = sdk.map(OpenTelemetry.class::cast).orElse(OpenTelemetry.noop()).getTracer(NAME);
    this.calls = sdk.map(Traces::observer).orElse(CallObserver.NONE);
  }

  /** No traces. */
  public static Traces none() {
    return new Traces(Optional.empty());
  }

  /**
   * Sends spans to a collector.
   *
   * @param serverName the name of the service in the traces
   */
  public static Traces export(String serverName, TracesConfig config) {
    requireNonNull(serverName, "serverName is null");
    String endpoint = config.endpoint().toString().replaceAll("/+$", "") + "/v1/traces";
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault()
                    .merge(
                        Resource.create(
                            Attributes.builder()
                                .put("service.namespace", "modyn")
                                .put("service.name", serverName.replace(' ', '-'))
                                .put("service.version", ModynVersion.current())
                                .build())))
            .setSampler(new OwnRootsSampler(config.sampleRatio()))
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        OtlpHttpSpanExporter.builder().setEndpoint(endpoint).build())
                    .build())
            .build();
    System.getProperties().putIfAbsent(GRPC_SWITCH, "true");
    return new Traces(
        Optional.of(
            OpenTelemetrySdk.builder()
                .setTracerProvider(provider)
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build()));
  }

  private static CallObserver observer(OpenTelemetrySdk sdk) {
    GrpcOpenTelemetry grpc = GrpcOpenTelemetry.newBuilder().sdk(sdk).disableAllMetrics().build();
    return new CallObserver() {
      @Override
      public void observe(ServerBuilder<?> server) {
        grpc.configureServerBuilder(server);
      }

      @Override
      public void observe(ManagedChannelBuilder<?> client) {
        grpc.configureChannelBuilder(client);
      }
    };
  }

  /** Begins traces. */
  public Tracer tracer() {
    return tracer;
  }

  /** Continues traces with the calls of servers and clients. */
  CallObserver calls() {
    return calls;
  }

  /** Exports the spans that have ended. */
  @Override
  public void close() {
    sdk.ifPresent(OpenTelemetrySdk::close);
  }
}
