package org.modyn.common.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.modyn.common.config.internal.Explainer;
import org.modyn.common.config.internal.JsonSchemaWriter;
import org.modyn.common.error.ModynException;

/** Describes the contents of configuration files, for editors and for people. */
public final class ConfigSchema {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ConfigSchema() {}

  /**
   * Returns the JSON Schema (draft 2020-12) of the files that {@link ConfigLoader} reads into a
   * record: names, types, defaults, limits and descriptions. It does not contain rules that relate
   * several fields.
   *
   * @param title the title of the schema
   */
  public static String toJsonSchema(Class<? extends Record> type, String title) {
    try {
      return JSON.writerWithDefaultPrettyPrinter()
          .writeValueAsString(JsonSchemaWriter.write(type, title));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write the schema of " + type, e);
    }
  }

  /**
   * Describes the meaning of a field, its allowed values and the fields below it.
   *
   * @param path for example {@code training.batch_size}; empty for the whole file. A step may name
   *     a kind of section: {@code trigger.TimeTrigger}
   * @throws ModynException NOT_FOUND when there is no such field
   */
  public static String explain(Class<? extends Record> type, String path) {
    return new Explainer(type).explain(path);
  }
}
