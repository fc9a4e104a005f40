package org.modyn.ml.parser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.tokenizer.Tokenizers;
import org.modyn.ml.userfunction.UserCode;

final class Utf8ParserTest {
  private static final Optional<String> TOKENIZER =
      Optional.of("DistilBertTokenizerTransform(max_token_length=4)");

  @TempDir private Path directory;

  @Test
  void makesTokensOfTexts() throws IOException {
    Path model = Files.createDirectory(directory.resolve("distilbert-base-uncased"));
    Files.writeString(model.resolve("vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\nhello\n");
    InputPipeline input = pipeline("Utf8()", TOKENIZER);
    assertThat(input.tensors())
        .containsExactly(new TensorSpecification("data", TensorDataType.INT64, List.of(4L, 2L)));
    TensorBatch batch = new TensorBatch(input.parser().tensors(), 2);
    byte[] torn = {'h', (byte) 0x80};
    try (RecordSamples samples =
        new RecordSamples("Hello".getBytes(UTF_8), "how hello you".getBytes(UTF_8), torn)) {
      samples.parse(input.parser(), 0, 2, batch, 0);
      assertThatThrownBy(() -> samples.parse(input.parser(), 2, 3, batch, 0))
          .hasMessage("the sample with key 102 is not text in UTF-8");
    }
    assertThat(batch.tensor(0).toArray(ValueLayout.JAVA_LONG))
        .containsExactly(2, 1, 4, 1, 3, 1, 0, 0, 2, 1, 1, 1, 4, 1, 3, 1);
    assertThatThrownBy(() -> pipeline("Criteo()", TOKENIZER))
        .hasMessageStartingWith("bytes_parser_function: makes no text for the tokenizer; Utf8()");
  }

  @Test
  void needsATokenizer() {
    assertThatThrownBy(() -> pipeline("Utf8()", Optional.empty()))
        .hasMessageStartingWith("bytes_parser_function: Utf8: texts need a tokenizer");
    assertThatThrownBy(() -> pipeline("Utf8()", TOKENIZER))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.NOT_FOUND))
        .hasMessageStartingWith("tokenizer: there is no tokenizer in " + directory);
    assertThatThrownBy(() -> pipeline("Utf8()", Optional.of("DistilBertTokeniser")))
        .hasMessageStartingWith(
            "tokenizer: unknown tokenizer \"DistilBertTokeniser\"; allowed: DistilBert");
  }

  private InputPipeline pipeline(String parser, Optional<String> tokenizer) {
    return InputPipeline.create(
        parser, List.of(), tokenizer, UserCode.withoutPlugins(), Tokenizers.in(directory));
  }
}
