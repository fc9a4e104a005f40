package org.modyn.storage.file;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.Charset;
import java.util.Optional;
import org.modyn.common.csv.CsvDialect;
import org.modyn.common.sample.SampleEncoder;
import org.modyn.storage.filesystem.FileContent;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.FilesystemWrapper;

/**
 * Files of rows of text with a label in one column. The sample is the row's bytes as they are in
 * the file, without the label's column and its separator and without the line break: quotes stay,
 * and nothing is encoded again. With {@code label_index} 1, the row {@code "Doe, Jane",1,23} is the
 * label 1 and the sample {@code "Doe, Jane",23}.
 *
 * <p>A row ends with a line feed, optionally preceded by a carriage return, or at the end of the
 * file. A byte order mark at the beginning of a UTF-8 file is not part of a row. A cell is quoted
 * when it begins with the quote; in it, separators and line breaks are text, and a doubled quote is
 * one quote. The label is a whole number of 64 bits, which may be quoted or have spaces around it.
 *
 * <p>The line break of the last row is optional, so an incomplete file may appear to be complete.
 * Therefore a file is ingested only after it has not changed for a while; it is better to write a
 * file under another name and rename it.
 *
 * <p>Ingesting a file reads it once; for each row, a few bytes are kept in {@link RowLocations}.
 *
 * @param dialect the dialect of the files; if it is strict, a file is also rejected when its rows,
 *     and its header, have different numbers of columns, or its bytes are not valid in its encoding
 * @param labelIndex column of the label, from 0
 * @param ignoreFirstLine whether the first row is a header
 * @param encoding of the text: UTF-8, or one of a byte a character that contains ASCII
 * @param fileExtension of the files to ingest, with its dot
 */
public record CsvFileWrapper(
    CsvDialect dialect,
    int labelIndex,
    boolean ignoreFirstLine,
    Charset encoding,
    String fileExtension)
    implements FileWrapper {
  public CsvFileWrapper {
    requireNonNull(dialect, "dialect is null");
    requireNonNull(encoding, "encoding is null");
    requireNonNull(fileExtension, "fileExtension is null");
  }

  @Override
  public ParsedRecords parse(FilesystemWrapper filesystem, FileStatus file) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return new CsvScanner(this, filesystem.map(file, arena)).scan();
    }
  }

  @Override
  public boolean needsLocations() {
    return true;
  }

  @Override
  public Records open(FileStatus file, FileContent content, byte[] locations) {
    return new CsvRecords(content, new RowLocations(locations));
  }

  @Override
  public Optional<RecordExtents> extents(byte[] locations) {
    return Optional.of(new RowLocations(locations));
  }

  private record CsvRecords(FileContent content, RowLocations rows) implements Records {
    @Override
    public int length(int position) {
      return rows.length(position);
    }

    @Override
    public long start(int position) {
      return rows.start(position);
    }

    @Override
    public long end(int position) {
      return rows.end(position);
    }

    @Override
    public void append(int position, long key, long label, SampleEncoder message)
        throws IOException {
      int length = rows.length(position);
      long start = rows.start(position);
      int before = rows.cutStart(position);
      message.begin(length, key, label);
      if (before > 0) {
        content.append(start, before, message);
      }
      if (length > before) {
        content.append(start + before + rows.cutLength(position), length - before, message);
      }
    }
  }
}
