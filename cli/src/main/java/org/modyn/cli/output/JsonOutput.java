package org.modyn.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** JSON for programs. Times are ISO 8601, UTC; what is not known is null. */
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
   * @param source where the text is from
   * @throws ModynException INTERNAL when the text is no JSON
   */
  public static JsonNode parse(String source, String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new ModynException(
          ErrorCategory.INTERNAL, "%s sent what is no JSON: %s".formatted(source, text), e);
    }
  }

  /** Several lines, without a line break at the end. */
  public static String render(JsonNode document) {
    try {
      // Jackson escapes the control characters of ASCII only; the others stand in texts alone.
      return Printable.lines(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can be written", e);
    }
  }
}
