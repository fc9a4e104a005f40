package org.modyn.cli.logging;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object a line: {@code time} (ISO 8601, UTC), {@code level}, {@code logger}, {@code
 * thread}, {@code message}, the fields of the thread's context and of the event, {@code trace_id}
 * in a trace, and {@code stack_trace}. logback's own JsonEncoder nests the fields and writes each
 * frame as an object, which collectors of logs do not index without rules.
 */
final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final byte[] NOTHING = {};

  private final JsonFactory json = new JsonFactory();
  private final ThrowableProxyConverter stackTraces = new ThrowableProxyConverter();

  @Override
  public void start() {
    stackTraces.setContext(getContext());
    stackTraces.start();
    super.start();
  }

  @Override
  public void stop() {
    stackTraces.stop();
    super.stop();
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    try (JsonGenerator generator = json.createGenerator(line)) {
      write(event, generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    line.writeBytes("\n".getBytes(UTF_8));
    return line.toByteArray();
  }

  private void write(ILoggingEvent event, JsonGenerator generator) throws IOException {
    generator.writeStartObject();
    generator.writeStringField("time", TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
    generator.writeStringField("level", event.getLevel().toString());
    generator.writeStringField("logger", event.getLoggerName());
    generator.writeStringField("thread", event.getThreadName());
    generator.writeStringField("message", event.getFormattedMessage());
    for (Map.Entry<String, String> field : event.getMDCPropertyMap().entrySet()) {
      generator.writeStringField(field.getKey(), field.getValue());
    }
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair field : event.getKeyValuePairs()) {
        generator.writeStringField(field.key, String.valueOf(field.value));
      }
    }
    SpanContext span = Span.current().getSpanContext();
    if (span.isValid()) {
      generator.writeStringField("trace_id", span.getTraceId());
    }
    if (event.getThrowableProxy() != null) {
      generator.writeStringField("stack_trace", stackTraces.convert(event));
    }
    generator.writeEndObject();
  }
}
