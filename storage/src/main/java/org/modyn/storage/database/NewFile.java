package org.modyn.storage.database;

import static java.util.Objects.requireNonNull;

import org.modyn.storage.file.ParsedRecords;
import org.modyn.storage.filesystem.FileStatus;

/** A file that was read and is to be recorded. */
public record NewFile(FileStatus status, ParsedRecords records) {
  public NewFile {
    requireNonNull(status, "status is null");
    requireNonNull(records, "records is null");
  }
}
