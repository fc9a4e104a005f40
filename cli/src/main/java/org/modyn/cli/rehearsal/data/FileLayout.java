package org.modyn.cli.rehearsal.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The layout of samples and their labels in the files of a dataset, for one of storage's file
 * wrappers.
 */
sealed interface FileLayout {
  /** The name in a dataset's definition, for example {@code BinaryFileWrapper}. */
  String wrapperType();

  /** The wrapper's options. */
  Map<String, Object> wrapperConfig();

  /**
   * Writes files, each last modified at the time of its samples.
   *
   * @param folder an existing directory
   * @return the number of files
   */
  int write(Path folder, List<Sample> samples) throws IOException;

  /**
   * Records of fixed length, each after a label of eight bytes; a file for each time.
   *
   * @param bytes length of a record without the label
   */
  record Records(int bytes) implements FileLayout {
    @Override
    public String wrapperType() {
      return "BinaryFileWrapper";
    }

    @Override
    public Map<String, Object> wrapperConfig() {
      return Map.of(
          "record_size", bytes + Long.BYTES, "label_size", Long.BYTES, "byteorder", "little");
    }

    @Override
    public int write(Path folder, List<Sample> samples) throws IOException {
      return writeByTime(
          folder,
          ".bin",
          samples,
          sample ->
              ByteBuffer.allocate(Long.BYTES + bytes)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putLong(sample.label())
                  .put(sample.bytes())
                  .array());
    }
  }

  /**
   * Lines with the label in the last column; a file for each time.
   *
   * @param columns the number of columns without the label
   */
  record Rows(String separator, int columns) implements FileLayout {
    @Override
    public String wrapperType() {
      return "CsvFileWrapper";
    }

    @Override
    public Map<String, Object> wrapperConfig() {
      return Map.of("separator", separator, "label_index", columns);
    }

    @Override
    public int write(Path folder, List<Sample> samples) throws IOException {
      return writeByTime(
          folder,
          ".csv",
          samples,
          sample ->
              (new String(sample.bytes(), UTF_8) + separator + sample.label() + "\n")
                  .getBytes(UTF_8));
    }
  }

  /**
   * A file for each sample, and another one with its label.
   *
   * @param extension of the file of a sample, including the dot
   */
  record SingleSamples(String extension) implements FileLayout {
    private static final String LABEL_EXTENSION = ".label";

    @Override
    public String wrapperType() {
      return "SingleSampleFileWrapper";
    }

    @Override
    public Map<String, Object> wrapperConfig() {
      return Map.of("file_extension", extension, "label_file_extension", LABEL_EXTENSION);
    }

    @Override
    public int write(Path folder, List<Sample> samples) throws IOException {
      for (int index = 0; index < samples.size(); index++) {
        Sample sample = samples.get(index);
        String name = String.format(Locale.ROOT, "%06d", index);
        byte[] label = Long.toString(sample.label()).getBytes(UTF_8);
        FileLayout.write(folder.resolve(name + LABEL_EXTENSION), label, sample.time());
        FileLayout.write(folder.resolve(name + extension), sample.bytes(), sample.time());
      }
      return samples.size();
    }
  }

  private static int writeByTime(
      Path folder, String extension, List<Sample> samples, Function<Sample, byte[]> encoder)
      throws IOException {
    SortedMap<Long, List<Sample>> byTime =
        samples.stream()
            .collect(Collectors.groupingBy(Sample::time, TreeMap::new, Collectors.toList()));
    int number = 0;
    for (Map.Entry<Long, List<Sample>> file : byTime.entrySet()) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      for (Sample sample : file.getValue()) {
        content.writeBytes(encoder.apply(sample));
      }
      write(
          folder.resolve(String.format(Locale.ROOT, "%06d%s", number, extension)),
          content.toByteArray(),
          file.getKey());
      number++;
    }
    return number;
  }

  private static void write(Path file, byte[] content, long time) throws IOException {
    Files.write(file, content);
    Files.setLastModifiedTime(file, FileTime.from(time, TimeUnit.SECONDS));
  }
}
