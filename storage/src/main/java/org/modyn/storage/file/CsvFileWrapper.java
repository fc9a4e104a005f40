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
 * Files of rows of text with a label in one column. The sample is the row's bytes as they stand in
 * the file, without the label's column and its separator and without the line break: quotes stay,
 * and nothing is encoded anew. With {@code label_index} 1, the row {@code "Doe, Jane",1,23} is the
 * label 1 and the sample {@code "Doe, Jane",23}.
 *
 * <p>A row ends with a line feed, before which a carriage return may stand, or with the file. A
 * byte order mark at the beginning of a UTF-8 file belongs to no row. A cell is quoted when it
 * begins with the quote; in it, separators and line breaks are text, and a doubled quote is one
 * quote. The label is a whole number of 64 bits, which may be quoted or have spaces around it.
 *
 * <p>The last row may lack its line break. So a file that still grows may seem complete when it is
 * not: it has to be left alone for a moment before it is ingested, or, better, be written under
 * another name and renamed.
 *
 * <p>To ingest a file reads it once; what is kept of each row is some bytes of {@link
 * RowLocations}.
 *
 * @param dialect of the files; when it is strict, a file is also refused when its rows, and its
 *     header, have different numbers of columns, or its bytes are no text in its encoding
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
    public int length(int place) {
      return rows.length(place);
    }

    @Override
    public long start(int place) {
      return rows.start(place);
    }

    @Override
    public long end(int place) {
      return rows.end(place);
    }

    @Override
    public void append(int place, long key, long label, SampleEncoder message) throws IOException {
      int length = rows.length(place);
      long start = rows.start(place);
      int before = rows.cutStart(place);
      message.begin(length, key, label);
      if (before > 0) {
        content.append(start, before, message);
      }
      if (length > before) {
        content.append(start + before + rows.cutLength(place), length - before, message);
      }
    }
  }
}
