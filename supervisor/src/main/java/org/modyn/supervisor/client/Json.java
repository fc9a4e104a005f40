package org.modyn.supervisor.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** Parses the JSON logs that servers return. */
final class Json {
  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};

  private Json() {}

  /**
   * Parses a log.
   *
   * @param text a JSON object; an empty text is an empty object
   * @throws ModynException INTERNAL when the text is neither
   */
  static Map<String, Object> parseLog(String serviceName, String text) {
    if (text.isBlank()) {
      return Map.of();
    }
    try {
      return JSON.readValue(text, MAP);
    } catch (JsonProcessingException e) {
      throw new ModynException(
          ErrorCategory.INTERNAL,
          "the log returned by the %s is not a JSON object: %s"
              .formatted(serviceName, e.getOriginalMessage()),
          e);
    }
  }
}
