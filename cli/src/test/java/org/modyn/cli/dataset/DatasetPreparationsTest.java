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
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.error.ModynException;

final class DatasetPreparationsTest {
  @TempDir private Path directory;

  private final CopyPreparation copy = new CopyPreparation();
  private final DatasetPreparations preparations = new DatasetPreparations(List.of(copy));

  /** One file, a sample a byte. */
  private static final class CopyPreparation implements DatasetPreparation {
    private int runs;

    @Override
    public String name() {
      return "copy";
    }

    @Override
    public long prepare(Path source, Path target) {
      runs++;
      try {
        byte[] bytes = Files.readAllBytes(source);
        Files.write(target.resolve("copy.bin"), bytes);
        return bytes.length;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @BeforeEach
  void writeSource() throws IOException {
    Files.writeString(directory.resolve("source.txt"), "abc");
  }

  @Test
  void preparesBelowTheStateDirectory() {
    PreparedDataset prepared = prepare("copy", "source.txt");

    assertThat(prepared.samples()).hasValue(3);
    assertThat(prepared.dataset().basePath())
        .isEqualTo(directory.resolve("state/datasets/copied").toString());
    assertThat(directory.resolve("state/datasets/copied/copy.bin")).hasContent("abc");
  }

  @Test
  void preparesTheSameSourceOnce() {
    prepare("copy", "source.txt");

    assertThat(prepare("copy", "source.txt").samples()).hasValue(3);
    assertThat(copy.runs).isEqualTo(1);
  }

  @Test
  void preparesAgainWhatHasLostAFile() throws IOException {
    prepare("copy", "source.txt");
    Files.delete(directory.resolve("state/datasets/copied/copy.bin"));

    prepare("copy", "source.txt");

    assertThat(copy.runs).isEqualTo(2);
    assertThat(directory.resolve("state/datasets/copied/copy.bin")).hasContent("abc");
  }

  @Test
  void doesNotMixSources() throws IOException {
    prepare("copy", "source.txt");
    Files.writeString(directory.resolve("source.txt"), "abcd");

    assertThatThrownBy(() -> prepare("copy", "source.txt"))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("made from another source")
        .hasMessageContaining("--state-dir");
    assertThat(directory.resolve("state/datasets/copied/copy.bin")).hasContent("abc");
  }

  @Test
  void namesTheKnownPreparations() {
    assertThatThrownBy(() -> prepare("cpoy", "source.txt"))
        .hasMessageContaining("preparation.name: there is no preparation 'cpoy'; there is: copy");
  }

  @Test
  void namesTheMissingSource() {
    assertThatThrownBy(() -> prepare("copy", "elsewhere.txt"))
        .hasMessageContaining("preparation.source: there is no file")
        .hasMessageContaining("elsewhere.txt");
  }

  @Test
  void leavesABucketAlone() {
    DatasetFile file = ConfigLoader.parse("test", bucketYaml(""), DatasetFile.class);

    PreparedDataset prepared =
        preparations.prepare(file, directory.resolve("dataset.yaml"), directory, message -> {});

    assertThat(prepared.dataset().basePath()).isEqualTo("s3://bucket/folder");
    assertThat(prepared.samples()).isEmpty();
  }

  @Test
  void preparesNothingInABucket() {
    DatasetFile file =
        ConfigLoader.parse(
            "test", bucketYaml("preparation: {name: copy, source: source.txt}"), DatasetFile.class);

    assertThatThrownBy(
            () ->
                preparations.prepare(
                    file, directory.resolve("dataset.yaml"), directory, message -> {}))
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

  private PreparedDataset prepare(String name, String source) {
    String yaml =
        """
        dataset:
          name: copied
          description: a copy
          version: "1"
          base_path: datasets/copied
          filesystem_wrapper_type: LocalFilesystemWrapper
          file_wrapper_type: BinaryFileWrapper
          file_wrapper_config: {file_extension: .bin, byteorder: little, record_size: 2, label_size: 1}
        preparation:
          name: %s
          source: %s
        """
            .formatted(name, source);
    Path location = directory.resolve("dataset.yaml");
    DatasetFile file = ConfigLoader.parse(location.toString(), yaml, DatasetFile.class);
    List<String> messages = new ArrayList<>();
    return preparations.prepare(file, location, directory.resolve("state"), messages::add);
  }
}
