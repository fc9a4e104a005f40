package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.cli.dataset.DatasetFile;
import org.modyn.cli.dataset.DatasetPreparations;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;

/** The files of each example of a pipeline fit together. */
final class ExampleFilesTest {
  private static final Path EXAMPLES = Path.of("../examples");

  @TempDir private Path directory;

  static List<Path> examples() throws IOException {
    try (Stream<Path> entries = Files.list(EXAMPLES)) {
      return entries
          .filter(example -> Files.exists(example.resolve("pipeline.yaml")))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void thePipelineTrainsAndEvaluatesOnTheDatasetThatIsPrepared(Path example) {
    Path location = example.resolve(DatasetFile.NAME);
    DatasetFile dataset = ConfigLoader.load(location, DatasetFile.class);
    PipelineConfig pipeline =
        ConfigLoader.load(example.resolve("pipeline.yaml"), PipelineConfig.class);
    assertThat(pipeline.data().datasetId()).isEqualTo(dataset.dataset().name());
    assertThat(pipeline.evaluation().orElseThrow().datasets())
        .allSatisfy(
            evaluated -> assertThat(evaluated.datasetId()).isEqualTo(dataset.dataset().name()));
    assertThat(example.resolve("README.md")).isRegularFile();

    assertThat(
            DatasetPreparations.prepare(dataset, location, directory, message -> {})
                .samples()
                .orElseThrow())
        .isGreaterThan(1000);
  }
}
