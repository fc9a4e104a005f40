package org.modyn.storage.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.file.MappedMemory;
import org.modyn.storage.database.NewFile;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.file.InvalidFileException;
import org.modyn.storage.file.ParsedRecords;
import org.modyn.storage.filesystem.FileErrors;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.FilesystemUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and checks files of one dataset, one at a time. Safe for concurrent use. */
final class NewFileReader {
  /** Below the limit of a database index. */
  private static final int LONGEST_PATH_BYTES = 2000;

  /**
   * The database and its driver keep several copies of a value in memory, and values are limited to
   * 1 GiB.
   */
  private static final long MAXIMUM_COLUMN_BYTES = 256L << 20;

  private static final Logger log = LoggerFactory.getLogger(NewFileReader.class);

  private final Dataset dataset;

  NewFileReader(Dataset dataset) {
    this.dataset = requireNonNull(dataset, "dataset is null");
  }

  /** The result of reading a file. */
  sealed interface Outcome {
    FileStatus file();
  }

  /** A file that was read and can be recorded. */
  record Accepted(NewFile newFile) implements Outcome {
    @Override
    public FileStatus file() {
      return newFile.status();
    }
  }

  /** A file that cannot be ingested in its current state. */
  record Rejected(FileStatus file, String reason) implements Outcome {}

  /**
   * Reads the file from beginning to end.
   *
   * @throws IOException when no file can be read for the moment, because the filesystem does not
   *     answer or for a {@link MachineFault}
   */
  Outcome read(FileStatus file) throws IOException {
    try {
      return new Accepted(new NewFile(file, parse(file)));
    } catch (FilesystemUnavailableException e) {
      throw e;
    } catch (IOException e) {
      return rejected(file, e);
    } catch (UncheckedIOException e) {
      return rejected(file, e.getCause());
    } catch (InternalError e) {
      log.debug("Not ingesting {} of the dataset {}", file.path(), dataset.name(), e);
      return new Rejected(file, "it was cut, or its disk failed, while it was read");
    } catch (RuntimeException e) {
      log.error("Cannot read {} of the dataset {}", file.path(), dataset.name(), e);
      return new Rejected(file, "it cannot be read: " + e);
    }
  }

  private Rejected rejected(FileStatus file, IOException cause) throws IOException {
    if (MachineFault.in(cause).isPresent()) {
      throw cause;
    }
    log.debug("Not ingesting {} of the dataset {}", file.path(), dataset.name(), cause);
    return new Rejected(file, FileErrors.reason(cause));
  }

  private ParsedRecords parse(FileStatus file) throws IOException {
    if (file.path().getBytes(UTF_8).length > LONGEST_PATH_BYTES) {
      throw new InvalidFileException(
          String.format(Locale.ROOT, "its path has more than %d bytes", LONGEST_PATH_BYTES));
    }
    ParsedRecords records = dataset.fileWrapper().parse(dataset.filesystem(), file);
    MappedMemory.raisePendingError();
    long labelBytes = (long) records.labels().width() * records.size();
    if (Math.max(labelBytes, records.locations().length) > MAXIMUM_COLUMN_BYTES) {
      throw new InvalidFileException(
          String.format(
              Locale.ROOT, "its %d records are too many for one file; split it", records.size()));
    }
    if (!dataset.filesystem().status(file.path()).equals(file)) {
      throw new InvalidFileException("it changed while it was read");
    }
    return records;
  }
}
