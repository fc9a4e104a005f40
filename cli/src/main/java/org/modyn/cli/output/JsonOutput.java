package org.modyn.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** JSON for programs. Times are ISO 8601, UTC; unknown values are null. */
public final class JsonOutput {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private JsonOutput() {}

  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  public static ArrayNode array() {
    return JSON.createArrayNode();
  }

  /**
   * @param source the origin of the text, for messages
   * @throws ModynException INTERNAL when the text is not JSON
   */
  public static JsonNode parse(String source, String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new ModynException(
          ErrorCategory.INTERNAL, "%s sent a text that is not JSON: %s".formatted(source, text), e);
    }
  }

  /** Formats several lines, without a line break at the end. */
  public static String render(JsonNode document) {
    try {
      // Jackson escapes only the control characters of ASCII; the others occur only in texts.
      return Printable.lines(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can be written", e);
    }
  }
}
