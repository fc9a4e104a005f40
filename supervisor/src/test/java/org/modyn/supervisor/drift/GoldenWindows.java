package org.modyn.supervisor.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.stream.Stream;

/**
 * Pairs of windows with what Evidently and Alibi-Detect measure between them: evidently.json, which
 * evidently.py has made.
 *
 * @param expected the results, as evidently.py names them
 */
public record GoldenWindows(String name, Features reference, Features current, JsonNode expected) {
  /** Returns all pairs. */
  public static Stream<GoldenWindows> all() {
    try (InputStream file = GoldenWindows.class.getResourceAsStream("evidently.json")) {
      return JsonMapper.builder().build().readTree(file).properties().stream()
          .map(pair -> read(pair.getKey(), pair.getValue()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GoldenWindows read(String name, JsonNode pair) {
    int columns = pair.get("columns").intValue();
    return new GoldenWindows(
        name,
        features(pair.get("reference"), columns),
        features(pair.get("current"), columns),
        pair);
  }

  private static Features features(JsonNode base64, int columns) {
    byte[] bytes = Base64.getDecoder().decode(base64.textValue());
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return Features.of(values, columns);
  }

  @Override
  public String toString() {
    return name;
  }
}
