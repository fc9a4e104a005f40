package org.modyn.storage.file;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Matches;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.common.sample.SampleEncoder;
import org.modyn.storage.filesystem.FileContent;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.FilesystemWrapper;

/**
 * Files of records of fixed size, without a header. Record {@code i} is
 *
 * <pre>
 * offset i * record_size               label_size bytes: the label, an unsigned integer
 * offset i * record_size + label_size  record_size - label_size bytes: the sample
 * </pre>
 *
 * <p>A label of 8 bytes with its highest bit set is read as a negative number; without label bytes
 * every label is 0. Ingesting a file reads all its labels; locating a sample has no cost.
 */
@Name("BinaryFileWrapper")
@Description("Files of records of one size, each with its label at the beginning")
public record BinaryFileWrapper(
    @Description("Bytes of a record, label and sample together") @Minimum(1) @Example("9")
        int recordSize,
    @Description("Bytes of the label at the beginning of a record")
        @Minimum(0)
        @Maximum(8)
        @Example("1")
        int labelSize,
    @Description("Order of the label's bytes") @Example("little") Order byteorder,
    @Description("End of the names of the files to ingest")
        @Default(".bin")
        @Matches("\\.[^/\\x00-\\x1f]{0,99}")
        String fileExtension)
    implements FileWrapper, FileWrapperOptions {

  /** The byte order of labels. */
  public enum Order {
    BIG,
    LITTLE
  }

  /** More would not fit into a row of the database. */
  private static final int MAXIMUM_LABEL_BYTES = 1 << 29;

  public BinaryFileWrapper {
    requireNonNull(byteorder, "byteorder is null");
    requireNonNull(fileExtension, "fileExtension is null");
  }

  @Rule
  static void aRecordHoldsASample(int recordSize, int labelSize, Violations violations) {
    if (recordSize <= labelSize) {
      violations.add(
          "record_size",
          "must be larger than label_size (%d), but is %d, which leaves nothing for the sample",
          labelSize,
          recordSize);
    }
  }

  @Override
  public FileWrapper create() {
    return this;
  }

  @Override
  public ParsedRecords parse(FilesystemWrapper filesystem, FileStatus file) throws IOException {
    if (file.size() == 0) {
      throw new InvalidFileException("it is empty");
    }
    if (file.size() % recordSize != 0) {
      throw new InvalidFileException(
          String.format(
              Locale.ROOT,
              "its size of %d bytes is not a multiple of record_size %d",
              file.size(),
              recordSize));
    }
    long records = file.size() / recordSize;
    BinaryLabels labels = new BinaryLabels(recordSize, labelSize, byteorder);
    int maximum = labels.maximumRecords(MAXIMUM_LABEL_BYTES);
    if (records > maximum) {
      throw new InvalidFileException(
          String.format(
              Locale.ROOT, "it has %d records, more than %d; split it", records, maximum));
    }
    try (Arena arena = Arena.ofConfined()) {
      return ParsedRecords.of(labels.read(filesystem.map(file, arena), (int) records));
    }
  }

  @Override
  public boolean needsLocations() {
    return false;
  }

  @Override
  public Records open(FileStatus file, FileContent content, byte[] locations) {
    return new BinaryRecords(content, recordSize, labelSize);
  }

  @Override
  public Optional<RecordExtents> extents(byte[] locations) {
    return Optional.of(new BinaryExtents(recordSize));
  }

  private record BinaryExtents(int recordSize) implements RecordExtents {
    @Override
    public long start(int position) {
      return (long) position * recordSize;
    }

    @Override
    public long end(int position) {
      return (position + 1L) * recordSize;
    }
  }

  private record BinaryRecords(FileContent content, int recordSize, int labelSize)
      implements Records {
    @Override
    public int length(int position) {
      return recordSize - labelSize;
    }

    @Override
    public long start(int position) {
      return (long) position * recordSize;
    }

    @Override
    public long end(int position) {
      return (position + 1L) * recordSize;
    }

    @Override
    public void append(int position, long key, long label, SampleEncoder message)
        throws IOException {
      message.begin(length(position), key, label);
      content.append(start(position) + labelSize, length(position), message);
    }
  }
}
