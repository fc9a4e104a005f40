package org.modyn.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ModynException;

final class DatasetPreparationsTest {
  private static final String CSV = "{name: csv, source: source.csv, time_column: day}";
  private static final String SOURCE =
      """
      day,label
      2012-01-01,0
      2012-01-02,1
      2012-01-02,0
      """;

  @TempDir private Path directory;

  private final List<String> messages = new ArrayList<>();

  @BeforeEach
  void writeSource() throws IOException {
    Files.writeString(directory.resolve("source.csv"), SOURCE);
  }

  @Test
  void preparesBelowTheStateDirectory() {
    PreparedDataset prepared = prepare(CSV);

    assertThat(prepared.samples()).hasValue(3);
    assertThat(prepared.dataset().basePath())
        .isEqualTo(directory.resolve("state/datasets/prepared").toString());
    assertThat(prepared("2012-01-01.csv")).hasContent("day,label\n2012-01-01,0");
    assertThat(messages).containsExactly("preparing dataset 'prepared' from source.csv");
  }

  @Test
  void preparesTheSameSourceOnce() {
    prepare(CSV);

    assertThat(prepare(CSV).samples()).hasValue(3);
    assertThat(messages).hasSize(1);
  }

  @Test
  void preparesAgainWhatHasLostAFile() throws IOException {
    prepare(CSV);
    Files.delete(prepared("2012-01-02.csv"));

    prepare(CSV);

    assertThat(messages).hasSize(2);
    assertThat(prepared("2012-01-02.csv")).isRegularFile();
  }

  @Test
  void doesNotMixSources() throws IOException {
    prepare(CSV);
    Files.writeString(directory.resolve("source.csv"), SOURCE + "2012-01-03,1\n");

    assertRefused(CSV, "from another source", "source.csv", "--state-dir");
    assertThat(prepared("2012-01-03.csv")).doesNotExist();
  }

  @Test
  void doesNotMixFilesThatWereMadeWithOtherOptions() {
    prepare(CSV);

    assertRefused(
        CSV.replace("day}", "day, separator: ;}"), "prepared with other options", "--state-dir");
  }

  @Test
  void theContentOfAllFilesOfAFolderCounts() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("source"));
    MnistPreparationTest.writePart(folder, "train", 2, 3, 1);
    MnistPreparationTest.writePart(folder, "test", 2, 3, 1);
    String mnist = "{name: mnist, source: source}";

    assertThat(prepare(mnist).samples()).hasValue(2);
    assertThat(prepare(mnist).samples()).hasValue(2);
    assertThat(messages).hasSize(1);
    MnistPreparationTest.writePart(folder, "test", 2, 3, 2);
    assertRefused(mnist, "from another source");
  }

  @Test
  void namesTheKnownPreparations() {
    assertRefused(
        CSV.replace("csv,", "flight,"),
        "dataset.yaml:9:21: preparation.name: \"flight\" is unknown; did you mean \"flights\"?",
        "flights, mnist, csv");
  }

  @Test
  void namesTheMissingSource() {
    assertRefused(
        CSV.replace("source.csv", "elsewhere.csv"),
        "preparation.source: no such file or directory:",
        "elsewhere.csv");
  }

  @Test
  void leavesABucketAlone() {
    PreparedDataset prepared = prepareFile(bucketYaml(""));

    assertThat(prepared.dataset().basePath()).isEqualTo("s3://bucket/folder");
    assertThat(prepared.samples()).isEmpty();
  }

  @Test
  void preparesNothingInABucket() {
    assertThatThrownBy(() -> prepareFile(bucketYaml("preparation: " + CSV)))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining(
            "dataset.yaml:9:14: preparation: files can only be prepared in local directories")
        .hasMessageContaining("dataset.base_path is s3://bucket/folder");
  }

  private static String bucketYaml(String preparation) {
    return """
    dataset:
      name: far
      description: in a bucket
      version: "1"
      base_path: s3://bucket/folder
      filesystem_wrapper_type: S3FilesystemWrapper
      file_wrapper_type: BinaryFileWrapper
      file_wrapper_config: {byteorder: little, record_size: 2, label_size: 1}
    %s
    """
        .formatted(preparation);
  }

  private void assertRefused(String preparation, String... messageParts) {
    assertThatThrownBy(() -> prepare(preparation))
        .isInstanceOf(ModynException.class)
        .hasMessageContainingAll(messageParts);
  }

  private Path prepared(String file) {
    return directory.resolve("state/datasets/prepared").resolve(file);
  }

  private PreparedDataset prepare(String preparation) {
    return prepareFile(
        """
        dataset:
          name: prepared
          description: made from a source
          version: "1"
          base_path: datasets/prepared
          filesystem_wrapper_type: LocalFilesystemWrapper
          file_wrapper_type: CsvFileWrapper
          file_wrapper_config: {label_index: 1, ignore_first_line: true}
        preparation: %s
        """
            .formatted(preparation));
  }

  private PreparedDataset prepareFile(String yaml) {
    Path location = directory.resolve("dataset.yaml");
    try {
      Files.writeString(location, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return DatasetPreparations.prepare(
        DatasetFile.load(location), location, directory.resolve("state"), messages::add);
  }
}
