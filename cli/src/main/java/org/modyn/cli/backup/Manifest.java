package org.modyn.cli.backup;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.modyn.common.database.SchemaContent;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * The table of contents of a backup.
 *
 * @param format of the backup
 * @param modynVersion that made it
 * @param createdAt ISO 8601, UTC
 * @param datasetsDirectory where {@code modyn run} prepared datasets, which the backup does not
 *     have
 * @param evaluationDirectory where the files in {@code files/evaluation} were; the database names
 *     some of them
 */
record Manifest(
    int format,
    String modynVersion,
    String createdAt,
    String datasetsDirectory,
    String evaluationDirectory,
    List<SchemaContent> schemas,
    List<Entry> entries) {
  static final int FORMAT = 1;
  static final String NAME = "manifest.json";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  Manifest {
    requireNonNull(modynVersion, "modynVersion is null");
    requireNonNull(createdAt, "createdAt is null");
    requireNonNull(datasetsDirectory, "datasetsDirectory is null");
    requireNonNull(evaluationDirectory, "evaluationDirectory is null");
    schemas = List.copyOf(schemas);
    entries = List.copyOf(entries);
  }

  /**
   * Another entry of the archive.
   *
   * @param sha256 hexadecimal
   */
  record Entry(String name, long size, String sha256) {
    Entry {
      requireNonNull(name, "name is null");
      requireNonNull(sha256, "sha256 is null");
    }
  }

  /** Returns the size of all entries in bytes. */
  long totalSize() {
    return entries.stream().mapToLong(Entry::size).sum();
  }

  byte[] toJson() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records can be written as JSON", e);
    }
  }

  /**
   * Reads a manifest.
   *
   * @param source of the text, for messages
   * @throws ModynException DATA_LOSS when it is damaged; FAILED_PRECONDITION when a newer Modyn has
   *     written it
   */
  static Manifest parse(String source, byte[] json) {
    try {
      JsonNode document = JSON.readTree(json);
      int format = document.path("format").intValue();
      if (format > FORMAT) {
        throw ModynException.failedPrecondition(
            "%s was made by Modyn %s, in a format that this Modyn does not know; restore it with"
                + " that version",
            source, document.path("modynVersion").asText());
      }
      return JSON.treeToValue(document, Manifest.class);
    } catch (JsonProcessingException e) {
      throw new ModynException(
          ErrorCategory.DATA_LOSS,
          "%s is damaged: its %s cannot be read; use another backup".formatted(source, NAME),
          e);
    } catch (java.io.IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
  }
}
