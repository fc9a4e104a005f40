package org.modyn.cli.backup;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * What a backup has.
 *
 * @param modynVersion that made it
 * @param createdAt ISO 8601, UTC
 * @param bytes of all tables and files, before compression
 */
public record BackupSummary(
    Path file, String modynVersion, String createdAt, int tables, int files, long bytes) {
  public BackupSummary {
    requireNonNull(file, "file is null");
    requireNonNull(modynVersion, "modynVersion is null");
    requireNonNull(createdAt, "createdAt is null");
  }

  static BackupSummary of(Path file, Manifest manifest) {
    int tables = manifest.schemas().stream().mapToInt(schema -> schema.tables().size()).sum();
    return new BackupSummary(
        file,
        manifest.modynVersion(),
        manifest.createdAt(),
        tables,
        manifest.entries().size() - tables,
        manifest.totalSize());
  }
}
