package org.modyn.common.operations;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Samples a share of the traces that servers begin on purpose, with all their spans. A call outside
 * of such a trace, for example a question of {@code modyn status}, begins none.
 */
final class OwnRootsSampler implements Sampler {
  private final Sampler sampler;

  /**
   * @param ratio 0 to 1
   */
  OwnRootsSampler(double ratio) {
    sampler = Sampler.parentBased(new Roots(Sampler.traceIdRatioBased(ratio)));
  }

  private record Roots(Sampler ratio) implements Sampler {
    @Override
    public SamplingResult shouldSample(
        Context parent,
        String traceId,
        String name,
        SpanKind kind,
        Attributes attributes,
        List<LinkData> links) {
      return isCall(name)
          ? SamplingResult.drop()
          : ratio.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    /** As grpc-java's module names the spans of calls. */
    private static boolean isCall(String name) {
      return name.startsWith("Sent.") || name.startsWith("Recv.") || name.startsWith("Attempt.");
    }

    @Override
    public String getDescription() {
      return "Roots{" + ratio.getDescription() + "}";
    }
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    return sampler.shouldSample(parent, traceId, name, kind, attributes, links);
  }

  @Override
  public String getDescription() {
    return sampler.getDescription();
  }
}
