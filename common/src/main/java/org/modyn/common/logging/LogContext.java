package org.modyn.common.logging;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.MDC;

/**
 * What the log lines of a thread are about, as fields for programs; texts have it in their message.
 * Kept in SLF4J's {@link MDC}. Threads do not inherit it: who starts one passes {@link #current}
 * on.
 */
public final class LogContext {
  /** The field with the id of a pipeline. */
  public static final String PIPELINE = "pipeline_id";

  /** The field with the number of a trigger of its pipeline. */
  public static final String TRIGGER = "trigger_id";

  /** The field with the id that the client of a failed call has received. */
  public static final String ERROR = "error_id";

  private LogContext() {}

  /** Ends with the block that has opened it. */
  @FunctionalInterface
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** Returns the fields of this thread. */
  public static Map<String, String> current() {
    return Optional.ofNullable(MDC.getCopyOfContextMap()).map(Map::copyOf).orElse(Map.of());
  }

  /** Sets a field of this thread until the scope is closed, by this thread. */
  public static Scope with(String field, int value) {
    return with(Map.of(field, Integer.toString(value)));
  }

  /** Sets fields of this thread until the scope is closed, by this thread. */
  public static Scope with(Map<String, String> fields) {
    if (fields.isEmpty()) {
      return () -> {};
    }
    Map<String, Optional<String>> before = new LinkedHashMap<>();
    fields.forEach(
        (field, value) -> {
          before.put(field, Optional.ofNullable(MDC.get(field)));
          MDC.put(field, value);
        });
    return () ->
        before.forEach(
            (field, value) ->
                value.ifPresentOrElse(known -> MDC.put(field, known), () -> MDC.remove(field)));
  }
}
