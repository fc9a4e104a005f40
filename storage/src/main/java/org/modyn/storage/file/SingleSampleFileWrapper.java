package org.modyn.storage.file;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Matches;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.common.sample.SampleEncoder;
import org.modyn.storage.filesystem.FileContent;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.FilesystemWrapper;

/**
 * Files that are one sample each, for example images. The label stands as a whole number in a text
 * file beside it, whose name has another extension: {@code birds/7.label} is the one of {@code
 * birds/7.png}. What follows the last dot is exchanged, so the one of {@code a.b.png} is {@code
 * a.b.label}. Without a {@code label_file_extension}, samples have no labels: all are 0.
 *
 * <p>When label files are wanted, a sample without one, or with one that holds no whole number, is
 * not ingested until there is. The label is read once, when the sample is ingested, for what a
 * selection has seen must not change: a label file that is changed later, or goes, changes nothing.
 * To change a label, add the sample again under another name, and delete the old one. The sample's
 * timestamp is the time of its own file, whenever its label came.
 *
 * <p>To ingest a file costs two or three system calls for the label file; the sample is not read.
 */
@Name("SingleSampleFileWrapper")
@Description("Files that are one sample each, for example images, with labels in files beside them")
public record SingleSampleFileWrapper(
    @Description("End of the names of the files to ingest") @Matches("\\.[^/\\x00-\\x1f]{1,99}")
        String fileExtension,
    @Description("Extension of the label files; default: there are none")
        @Matches("\\.[^/\\x00-\\x1f]{1,99}")
        Optional<String> labelFileExtension)
    implements FileWrapper, FileWrapperOptions {
  private static final int MAXIMUM_SAMPLE_BYTES = 1 << 30;
  private static final int MAXIMUM_LABEL_BYTES = 1 << 10;

  /** A label file younger than this may still lack some of its digits. */
  private static final long SETTLING_MILLISECONDS = 1000;

  public SingleSampleFileWrapper {
    requireNonNull(fileExtension, "fileExtension is null");
  }

  @Rule
  static void labelFilesAreNoSamples(
      String fileExtension, Optional<String> labelFileExtension, Violations violations) {
    if (labelFileExtension.isPresent() && labelFileExtension.get().endsWith(fileExtension)) {
      violations.add(
          "label_file_extension",
          "must not end in file_extension '%s', for then label files would be ingested as samples",
          fileExtension);
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
    if (file.size() > MAXIMUM_SAMPLE_BYTES) {
      throw new InvalidFileException(
          "it has %d bytes, allowed are %d".formatted(file.size(), MAXIMUM_SAMPLE_BYTES));
    }
    PackedLabelsBuilder labels = new PackedLabelsBuilder(1);
    labels.append(
        labelFileExtension.isPresent()
            ? label(filesystem, labelPath(file.path(), labelFileExtension.get()))
            : 0);
    return ParsedRecords.of(labels.build());
  }

  @Override
  public boolean needsLocations() {
    return false;
  }

  @Override
  public Records open(FileStatus file, FileContent content, byte[] locations) {
    return new SingleRecord(content, (int) file.size());
  }

  /** A file goes with its only record. */
  @Override
  public Optional<RecordExtents> extents(byte[] locations) {
    return Optional.empty();
  }

  @Override
  public List<String> companions(String path) {
    return labelFileExtension
        .map(extension -> List.of(labelPath(path, extension)))
        .orElse(List.of());
  }

  /** The name with what follows its last dot exchanged; a dot at its beginning does not count. */
  private static String labelPath(String path, String extension) {
    int name = path.lastIndexOf('/') + 1;
    int dot = path.lastIndexOf('.');
    return (dot > name ? path.substring(0, dot) : path) + extension;
  }

  private static long label(FilesystemWrapper filesystem, String path) throws IOException {
    byte[] text;
    try {
      FileStatus status = filesystem.status(path);
      long age = System.currentTimeMillis() - status.modifiedNanos() / 1_000_000;
      if (age >= 0 && age < SETTLING_MILLISECONDS) {
        throw new InvalidFileException(
            "its label file %s was modified a moment ago and may still be growing".formatted(path));
      }
      text = filesystem.read(path, MAXIMUM_LABEL_BYTES);
    } catch (NoSuchFileException e) {
      throw (IOException)
          new InvalidFileException("its label file %s does not exist".formatted(path)).initCause(e);
    }
    try {
      return LabelText.parse(MemorySegment.ofArray(text), 0, text.length);
    } catch (NumberFormatException e) {
      throw (IOException)
          new InvalidFileException("its label file %s: %s".formatted(path, e.getMessage()))
              .initCause(e);
    }
  }

  private record SingleRecord(FileContent content, int size) implements Records {
    @Override
    public int length(int place) {
      return size;
    }

    @Override
    public long start(int place) {
      return 0;
    }

    @Override
    public long end(int place) {
      return size;
    }

    @Override
    public void append(int place, long key, long label, SampleEncoder message) throws IOException {
      message.begin(size, key, label);
      content.append(0, size, message);
    }
  }
}
