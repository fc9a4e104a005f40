package org.modyn.ml.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;

/** Values that another library computed; the script that made a file lies beside it. */
public final class GoldenFile {
  private GoldenFile() {}

  /** Reads the JSON file of this name in the package of the test. */
  public static JsonNode read(Class<?> test, String name) {
    try (InputStream file = test.getResourceAsStream(name)) {
      return new ObjectMapper().readTree(file);
    } catch (IOException e) {
      throw new AssertionError("cannot read the golden file " + name, e);
    }
  }

  public static List<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  /** The bytes of a text in Base64. */
  public static byte[] bytes(JsonNode text) {
    return Base64.getDecoder().decode(text.asText());
  }
}
