package org.modyn.storage.file;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Matches;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.common.sample.SampleEncoder;
import org.modyn.storage.filesystem.FileContent;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.FilesystemWrapper;

/**
 * Files with one sample each, for example images. The label is an integer in a text file in the
 * same folder, whose name has another extension: {@code birds/7.label} is the label file of {@code
 * birds/7.png}. Only the part after the last dot is replaced, so the label file of {@code a.b.png}
 * is {@code a.b.label}. Without a {@code label_file_extension}, all labels are 0.
 *
 * <p>If label files are configured, a sample is not ingested until its label file exists and
 * contains an integer. The label is read once, when the sample is ingested, because the data of a
 * selection must not change; later changes to the label file, or its deletion, have no effect. To
 * change a label, add the sample again under another name, and delete the old one. The sample's
 * timestamp is the modification time of its own file, not that of the label file.
 *
 * <p>Ingesting a file takes two or three system calls for the label file; the sample is not read.
 */
@Name("SingleSampleFileWrapper")
@Description("Files that are one sample each, for example images, with labels in files beside them")
public record SingleSampleFileWrapper(
    @Description("End of the names of the files to ingest")
        @Matches("\\.[^/\\x00-\\x1f]{1,99}")
        @Example(".png")
        String fileExtension,
    @Description("Extension of the label files; default: there are none")
        @Matches("\\.[^/\\x00-\\x1f]{1,99}")
        @Example(".label")
        Optional<String> labelFileExtension)
    implements FileWrapper, FileWrapperOptions {
  private static final int MAXIMUM_SAMPLE_BYTES = 1 << 30;
  private static final int MAXIMUM_LABEL_BYTES = 1 << 10;

  /** A label file that was modified more recently may be incomplete. */
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
          String.format(
              Locale.ROOT, "it has %d bytes, allowed are %d", file.size(), MAXIMUM_SAMPLE_BYTES));
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

  /** A file is removed with its only record. */
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

  /**
   * Returns the path with another extension; a dot at the start of the name does not start an
   * extension.
   */
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
            "its label file %s was modified recently and may still be growing".formatted(path));
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
    public int length(int position) {
      return size;
    }

    @Override
    public long start(int position) {
      return 0;
    }

    @Override
    public long end(int position) {
      return size;
    }

    @Override
    public void append(int position, long key, long label, SampleEncoder message)
        throws IOException {
      message.begin(size, key, label);
      content.append(0, size, message);
    }
  }
}
