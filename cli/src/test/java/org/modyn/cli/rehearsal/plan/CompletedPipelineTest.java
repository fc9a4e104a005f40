package org.modyn.cli.rehearsal.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.ml.tokenizer.Tokenizers;

final class CompletedPipelineTest {
  private static final int UNKNOWN = 1;
  private static final int TOKENS = 60;

  @TempDir private Path directory;

  @Test
  void makesUpAVocabularyThatCoversEnglishTexts() {
    PipelineConfig file =
        Pipelines.with(
            "data: {dataset_id: articles, bytes_parser_function: Utf8(), tokenizer:"
                + " DistilBertTokenizerTransform(max_token_length=60)}");
    Path vocabulary = directory.resolve("new/vocab.txt");
    CompletedPipeline completed = complete(file, vocabulary);

    assertThat(completed.pipeline().data().tokenizer())
        .contains("DistilBertTokenizerTransform(60, file=\"" + vocabulary + "\")");
    assertThat(completed.notes())
        .singleElement()
        .asString()
        .startsWith("data.tokenizer: uses a generated vocabulary of ")
        .hasLineCount(1);
    long[] tokens = new long[2 * TOKENS];
    byte[] text = "This model trains on 4096 samples of Zebras".getBytes(UTF_8);
    Tokenizers.in(directory)
        .create(completed.pipeline().data().tokenizer().orElseThrow())
        .open()
        .encode(text, 0, text.length, MemorySegment.ofArray(tokens), 0);
    for (int place = 0; place < TOKENS; place++) {
      assertThat(tokens[2 * place]).isNotEqualTo(UNKNOWN);
    }
  }

  @Test
  void keepsTheUsersVocabulary() throws IOException {
    Path own = Files.createDirectories(directory.resolve("distilbert-base-uncased"));
    Files.writeString(own.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n");
    PipelineConfig file =
        Pipelines.with(
            "data: {dataset_id: articles, bytes_parser_function: Utf8(), tokenizer:"
                + " DistilBertTokenizerTransform}");
    CompletedPipeline completed = complete(file, directory.resolve("generated.txt"));
    assertThat(completed.pipeline()).isEqualTo(file);
    assertThat(completed.notes()).isEmpty();
    assertThat(directory.resolve("generated.txt")).doesNotExist();
  }

  @Test
  void choosesASizeOfImagesWhereTheFileDoesNot() {
    PipelineConfig file =
        Pipelines.with(
            "data: {dataset_id: pictures, bytes_parser_function: 'Image(\"L\")', transformations:"
                + " [transforms.Resize(320)]}",
            Pipelines.evaluation(
                    "{type: SlicingEvalStrategy, eval_every: 1d, eval_start_from: 0, eval_end_at:"
                        + " 86400}")
                .replaceFirst("'Csv.*'", "'Image(\"L\", height=5, width=6)'")
                .replaceFirst("'Csv.*'", "'Image(mode=\"L\")'"));
    CompletedPipeline completed = complete(file, directory.resolve("generated.txt"));

    assertThat(completed.pipeline().data().bytesParserFunction())
        .isEqualTo("Image(\"L\", height=360, width=360)");
    assertThat(completed.pipeline().evaluation().orElseThrow().datasets())
        .extracting(dataset -> dataset.bytesParserFunction())
        .containsExactly(
            "Image(\"L\", height=5, width=6)", "Image(mode=\"L\", height=64, width=64)");
    assertThat(completed.notes())
        .extracting(note -> note.substring(0, note.indexOf(':')))
        .containsExactly(
            "data.bytes_parser_function", "evaluation.datasets[1].bytes_parser_function");
    assertThat(completed.pipeline().data().tokenizer()).isEqualTo(Optional.empty());
  }

  private CompletedPipeline complete(PipelineConfig file, Path vocabulary) {
    return CompletedPipeline.of(file, Tokenizers.in(directory), vocabulary);
  }
}
