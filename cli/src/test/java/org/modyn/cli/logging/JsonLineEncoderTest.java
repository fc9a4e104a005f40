package org.modyn.cli.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class JsonLineEncoderTest {
  private final LoggerContext context = new LoggerContext();
  private final LogbackMDCAdapter fields = new LogbackMDCAdapter();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final Logger log = context.getLogger("org.modyn.storage.Example");

  @BeforeEach
  void start() {
    context.setMDCAdapter(fields);
    JsonLineEncoder encoder = new JsonLineEncoder();
    encoder.setContext(context);
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(output);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  private JsonNode onlyLine() throws IOException {
    String text = output.toString(UTF_8);
    assertThat(text).endsWith("\n").containsOnlyOnce("\n");
    return JsonMapper.builder().build().readTree(text);
  }

  @Test
  void writesOneObjectALineWithTheFieldsOfTheContext() throws IOException {
    fields.put("pipeline_id", "7");
    fields.put("trigger_id", "2");
    Instant before = Instant.now().minusMillis(1);

    log.atInfo().addKeyValue("error_id", "a1b2").log("read {} of \"{}\",\nthen {}", 3, "ä", null);

    JsonNode line = onlyLine();
    Iterator<String> names = line.fieldNames();
    assertThat(names)
        .toIterable()
        .containsExactly(
            "time",
            "level",
            "logger",
            "thread",
            "message",
            "pipeline_id",
            "trigger_id",
            "error_id");
    assertThat(Instant.parse(line.get("time").textValue())).isBetween(before, Instant.now());
    assertThat(line.get("level").textValue()).isEqualTo("INFO");
    assertThat(line.get("logger").textValue()).isEqualTo("org.modyn.storage.Example");
    assertThat(line.get("thread").textValue()).isEqualTo(Thread.currentThread().getName());
    assertThat(line.get("message").textValue()).isEqualTo("read 3 of \"ä\",\nthen null");
    assertThat(line.get("pipeline_id").textValue()).isEqualTo("7");
    assertThat(line.get("error_id").textValue()).isEqualTo("a1b2");
  }

  @Test
  void writesAStackTraceAsOneField() throws IOException {
    log.error("failed", new IllegalStateException("outer", new IOException("inner")));

    assertThat(onlyLine().get("stack_trace").textValue())
        .startsWith("java.lang.IllegalStateException: outer\n\tat org.modyn.cli.logging.")
        .contains("Caused by: java.io.IOException: inner\n");
  }
}
