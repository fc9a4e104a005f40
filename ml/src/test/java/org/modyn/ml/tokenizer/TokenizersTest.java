package org.modyn.ml.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.testing.GoldenFile;

/** Compares with transformers; {@code tokens.json} was made by {@code tokens.py} beside it. */
final class TokenizersTest {
  private static final JsonNode GOLDEN = GoldenFile.read(TokenizersTest.class, "tokens.json");

  @TempDir private Path directory;
  private Path model;
  private Tokenizers tokenizers;

  @BeforeEach
  void makeDirectory() throws IOException {
    model = Files.createDirectory(directory.resolve("distilbert-base-uncased"));
    tokenizers = Tokenizers.in(directory);
  }

  @Test
  void encodesTextsAsTransformers() throws IOException {
    writeVocabulary(model);
    for (JsonNode test : GOLDEN.get("uncased")) {
      for (JsonNode encoding : test.get("encodings")) {
        assertEncodes(
            tokenizers.create(
                String.format(
                    Locale.ROOT,
                    "DistilBertTokenizerTransform(max_token_length=%d)",
                    encoding.get("length").asInt())),
            test.get("text").asText(),
            encoding);
      }
    }
  }

  @Test
  void encodesTextsAsATokenizerOfHuggingFaceSays() throws IOException {
    copyTokenizerJson(directory.resolve("cased.json"));
    Tokenizer tokenizer =
        tokenizers.create("DistilBertTokenizerTransform(40, file=\"cased.json\")");
    for (JsonNode test : GOLDEN.get("cased")) {
      assertEncodes(tokenizer, test.get("text").asText(), test.get("encodings").get(0));
    }
  }

  private static void assertEncodes(Tokenizer tokenizer, String text, JsonNode encoding) {
    int length = encoding.get("length").asInt();
    assertThat(tokenizer.shape()).containsExactly((long) length, 2L);
    long[] row = new long[2 + 2 * length];
    byte[] bytes = ("x" + text + "y").getBytes(StandardCharsets.UTF_8);
    tokenizer.open().encode(bytes, 1, bytes.length - 1, MemorySegment.ofArray(row), 16);
    long[] expected = new long[row.length];
    for (int token = 0; token < length; token++) {
      expected[2 + 2 * token] = encoding.get("ids").get(token).asLong();
      expected[3 + 2 * token] = encoding.get("mask").get(token).asLong();
    }
    assertThat(row).as(text).isEqualTo(expected);
  }

  @Test
  void hasRoomForThreeHundredTokens() throws IOException {
    writeVocabulary(model);
    assertThat(tokenizers.create("DistilBertTokenizerTransform").shape()).containsExactly(300L, 2L);
  }

  @Test
  void findsTheFileInTheModelsDirectoryOrWhereItIsSaid() throws IOException {
    assertThatThrownBy(() -> tokenizers.create("DistilBertTokenizerTransform"))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.NOT_FOUND))
        .hasMessageStartingWith(
            "there is no tokenizer in " + model + ": put the tokenizer.json or vocab.txt");
    assertThat(tokenizers.hasFile("DistilBertTokenizerTransform")).isFalse();
    Path other = Files.createDirectory(directory.resolve("other"));
    writeVocabulary(other);
    for (String file : List.of("other", "other/vocab.txt", other.toString())) {
      String call = "DistilBertTokenizerTransform(file=\"%s\")".formatted(file);
      assertThat(tokenizers.create(call).shape()).hasSize(2);
      assertThat(tokenizers.hasFile(call)).isTrue();
    }
    assertThatThrownBy(() -> tokenizers.create("DistilBertTokenizerTransform(file=\"no.txt\")"))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.NOT_FOUND))
        .hasMessageStartingWith("cannot read the tokenizer " + directory.resolve("no.txt"));
    assertThat(tokenizers.hasFile("DistilBertTokenizerTransform(file=\"no.txt\")")).isFalse();
  }

  @Test
  void aServerReadsFilesInTheConfiguredDirectoriesOnly() throws IOException {
    ModynConfig config = ModynConfig.defaults().withStateDirectory(directory);
    Path own = Files.createDirectory(directory.resolve("tokenizers"));
    writeVocabulary(Files.createDirectory(own.resolve("other")));
    writeVocabulary(directory);
    Files.createSymbolicLink(own.resolve("link"), directory.resolve("vocab.txt"));
    Path linking = Files.createDirectory(own.resolve("linking"));
    Files.createSymbolicLink(linking.resolve("tokenizer.json"), directory.resolve("vocab.txt"));
    Tokenizers ofServer = Tokenizers.in(own, config.trainerFileRoots());
    for (String allowed : List.of("other", "other/../other/vocab.txt", own + "/other")) {
      assertThat(ofServer.create("DistilBertTokenizerTransform(file=\"%s\")".formatted(allowed)))
          .isNotNull();
    }
    for (String refused :
        List.of("..", "../vocab.txt", "link", "linking", "/etc/passwd", "other/../..")) {
      String call = "DistilBertTokenizerTransform(file=\"%s\")".formatted(refused);
      assertThatThrownBy(() -> ofServer.create(call))
          .isInstanceOfSatisfying(
              ModynException.class,
              error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
          .hasMessageContaining("cannot be used: '")
          .hasMessageMatching("(?s).*(lies outside of the folders|lies in the state directory).*");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          hello                              | its vocabulary has no [UNK]
          {"model": 1                        | is not a tokenizer: Unexpected end-of-input
          {"model": {"type": "BPE"}}         | its model is BPE and not WordPiece
          {"model": {"type": "WordPiece"}}   | its normalizer is missing and not BertNormalizer
          """)
  void refusesFilesThatAreNoTokenizer(String content, String message) throws IOException {
    Path file = model.resolve("tokenizer.json");
    Files.writeString(file, content);
    assertRefused(file, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "type": "BertPreTokenizer" | "type": "Whitespace"  | its pre_tokenizer is Whitespace and not BertPreTokenizer
          "normalized": false        | "normalized": true    | the added token "[PAD]" is not one that is matched literally
          "id": "[CLS]"              | "id": "[BOS]"         | its post_processor does not put a text between [CLS] and [SEP]
          "[UNK]": 2                 | "[UNK]": -2           | the number of a token is -2
          """)
  void refusesTokenizersOfAnotherKind(String part, String other, String message)
      throws IOException {
    Path file = model.resolve("tokenizer.json");
    copyTokenizerJson(file);
    String content = Files.readString(file);
    assertThat(content).contains(part);
    Files.writeString(file, content.replace(part, other));
    assertRefused(file, message);
  }

  @Test
  void refusesBytesThatAreNoText() throws IOException {
    Path file = model.resolve("vocab.txt");
    Files.write(file, new byte[] {(byte) 0xff, 1});
    assertRefused(file, "it is not text in UTF-8");
    writeVocabulary(model);
    byte[] torn = {'a', (byte) 0xc3};
    TextEncoder encoder = tokenizers.create("DistilBertTokenizerTransform(9)").open();
    assertThatThrownBy(() -> encoder.encode(torn, 0, 2, MemorySegment.ofArray(new long[18]), 0))
        .hasMessage("is not text in UTF-8");
  }

  private void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> tokenizers.create("DistilBertTokenizerTransform"))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageStartingWith(file + " is not a tokenizer")
        .hasMessageContaining(message);
  }

  private static void writeVocabulary(Path directory) throws IOException {
    String tokens =
        GoldenFile.elements(GOLDEN.get("vocabulary")).stream()
            .map(JsonNode::asText)
            .collect(Collectors.joining("\n", "", "\n"));
    Files.writeString(directory.resolve("vocab.txt"), tokens);
  }

  private static void copyTokenizerJson(Path target) throws IOException {
    try (InputStream file = TokenizersTest.class.getResourceAsStream("tokenizer.json")) {
      Files.copy(file, target);
    }
  }
}
