package org.modyn.common.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.common.error.ModynException;

/** The spans of jobs, which are kept in memory. */
@Timeout(30)
final class JobTracesTest {
  private final KeptSpans spans = new KeptSpans();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(spans)).build();
  private final Tracer tracer = provider.get("test");
  private final JobQueue<TracedJob> queue =
      new JobQueue<>(device -> 1, new JobMemory(100, 100), 10, tracer);

  @AfterEach
  void close() {
    queue.close();
    provider.close();
  }

  private static final class KeptSpans implements SpanExporter {
    private final List<SpanData> all = new CopyOnWriteArrayList<>();

    @Override
    public CompletableResultCode export(Collection<SpanData> exported) {
      all.addAll(exported);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }

    SpanData named(String name) {
      return all.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
    }
  }

  private static final class TracedJob extends Job<String> {
    private final boolean fails;
    private final CountDownLatch ended = new CountDownLatch(1);

    TracedJob(int id, boolean fails) {
      super(
          "training",
          id,
          List.of("cpu"),
          "test",
          new JobRequest("", StringValue.getDefaultInstance()));
      this.fails = fails;
    }

    @Override
    protected String work() {
      startSpan("first batch").end();
      if (fails) {
        throw ModynException.dataLoss("a file is damaged");
      }
      return "model";
    }

    @Override
    protected void onEnd() {
      ended.countDown();
    }
  }

  /** Returns after the job and its thread have ended. */
  private void run(TracedJob job) throws InterruptedException {
    queue.submit(job);
    job.ended.await();
    queue.close();
  }

  @Test
  void aJobIsASpanOfTheTraceInWhichItWasSubmitted() throws InterruptedException {
    Span trigger = tracer.spanBuilder("trigger").startSpan();
    try (Scope _ = trigger.makeCurrent()) {
      run(new TracedJob(7, false));
    }
    trigger.end();
    SpanData job = spans.named("training");
    assertThat(job.getParentSpanId()).isEqualTo(trigger.getSpanContext().getSpanId());
    assertThat(job.getAttributes().get(AttributeKey.longKey("training_id"))).isEqualTo(7);
    assertThat(job.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    SpanData part = spans.named("first batch");
    assertThat(part.getParentSpanId()).isEqualTo(job.getSpanId());
    assertThat(part.getTraceId()).isEqualTo(trigger.getSpanContext().getTraceId());
  }

  @Test
  void theSpanOfAJobThatFailedSaysWhy() throws InterruptedException {
    Span trigger = tracer.spanBuilder("trigger").startSpan();
    try (Scope _ = trigger.makeCurrent()) {
      run(new TracedJob(1, true));
    }
    assertThat(spans.named("training").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(spans.named("training").getStatus().getDescription()).isEqualTo("a file is damaged");
  }

  @Test
  void aJobOutsideOfATraceBeginsNone() throws InterruptedException {
    run(new TracedJob(1, false));
    assertThat(spans.all).isEmpty();
  }
}
