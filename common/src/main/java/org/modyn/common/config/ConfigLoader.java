package org.modyn.common.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.modyn.common.config.internal.FieldLocator;
import org.modyn.common.config.internal.Problems;
import org.modyn.common.config.internal.RecordBinder;
import org.modyn.common.config.internal.RecordSchema;
import org.modyn.common.config.internal.RecordWriter;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Reads YAML and JSON into records, and writes records as JSON.
 *
 * <p>An invalid file is reported with one exception whose message has a line for each problem:
 * file, line, column, field, the problem, the allowed values.
 */
public final class ConfigLoader {
  /** ASCII only, so that every YAML reader accepts the result. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private ConfigLoader() {}

  /**
   * Reads a file.
   *
   * @throws ModynException NOT_FOUND when there is no such file; INVALID_ARGUMENT with all problems
   *     of the file
   */
  public static <T> T load(Path file, Class<T> type) {
    return parse(file.toString(), read(file), type);
  }

  /**
   * Reports problems of a file that were found elsewhere, for example by a server.
   *
   * @param found at least one
   * @throws ModynException INVALID_ARGUMENT with all problems, each with its line and column
   */
  public static void refuse(Path file, List<FieldProblem> found) {
    Problems problems = new Problems(file.toString());
    FieldLocator.addAll(read(file), found, problems);
    problems.throwIfAny();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ModynException(ErrorCategory.NOT_FOUND, "no such file: " + file, e);
    } catch (MalformedInputException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT, file + ": not a text file in UTF-8", e);
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT, "cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a text.
   *
   * @param sourceName the name of the text in error messages, in place of a file name
   * @throws ModynException INVALID_ARGUMENT with all problems of the text
   */
  public static <T> T parse(String sourceName, String yamlOrJson, Class<T> type) {
    Problems problems = new Problems(sourceName);
    var bound = RecordBinder.bind(yamlOrJson, type, problems);
    problems.throwIfAny();
    return bound.orElseThrow();
  }

  /**
   * Reads the JSON of one section, as it is sent in a request.
   *
   * @param field the path of the section in its file, for example {@code model.config}
   * @param json an object; an empty text is an empty object
   * @param problems receives all problems, by field
   * @return empty when there is a problem
   */
  public static <T> Optional<T> parseSection(
      String field, String json, Class<T> type, FieldProblems problems) {
    Problems found = new Problems(field);
    Optional<T> bound = RecordBinder.bind(json.isBlank() ? "{}" : json, type, found);
    found.addTo(problems, field);
    return found.isEmpty() ? bound : Optional.empty();
  }

  /**
   * As {@link #parseSection(String, String, Class, FieldProblems)}.
   *
   * @throws ModynException INVALID_ARGUMENT with a line for each problem
   */
  public static <T> T parseSection(String field, String json, Class<T> type) {
    FieldProblems problems = new FieldProblems();
    Optional<T> bound = parseSection(field, json, type, problems);
    problems.throwIfAny();
    return bound.orElseThrow();
  }

  /**
   * Writes a record (or a list or map of them) as JSON that {@link #parse} reads back as an equal
   * record. Empty optional fields are written as null.
   */
  public static String toJson(Object record) {
    try {
      // The only ASCII character that YAML does not allow and the writer does not escape.
      return JSON.writeValueAsString(RecordWriter.toFile(record)).replace("\u007f", "\\u007f");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + record.getClass() + " as JSON", e);
    }
  }

  /** Like {@link #toJson}, but returns maps, lists, texts, numbers, booleans and nulls. */
  public static Object toPlain(Object record) {
    return RecordWriter.toPlain(record);
  }

  /**
   * Returns the name that files use for the kind of a section: the name of a record among those of
   * its sealed interface, for example {@code TimeTrigger}.
   */
  public static String nameOf(Record section) {
    return RecordSchema.nameOf(section);
  }
}
