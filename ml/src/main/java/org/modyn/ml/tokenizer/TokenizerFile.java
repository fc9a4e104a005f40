package org.modyn.ml.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * The contents of a tokenizer's file: a {@code vocab.txt} with one token per line, or a {@code
 * tokenizer.json} of HuggingFace's library with a WordPiece model.
 *
 * @param added tokens that are matched literally in a text, before any other step
 */
record TokenizerFile(
    BertNormalizer normalizer,
    WordPieces pieces,
    Map<String, Integer> added,
    int start,
    int end,
    int padding) {
  private static final String START = "[CLS]";
  private static final String END = "[SEP]";
  private static final String PADDING = "[PAD]";
  private static final String UNKNOWN = "[UNK]";
  private static final String MASK = "[MASK]";
  private static final long MAXIMUM_BYTES = 64 << 20;

  /**
   * @throws ModynException NOT_FOUND without the file; INVALID_ARGUMENT, with the file's name, when
   *     it does not contain such a tokenizer
   */
  static TokenizerFile read(Path file) {
    String text = text(file);
    try {
      return text.stripLeading().startsWith("{")
          ? ofJson(new ObjectMapper().readTree(text))
          : ofVocabulary(text);
    } catch (JsonProcessingException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          file + " is not a tokenizer: " + e.getOriginalMessage(),
          e);
    } catch (ModynException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          file + " is not a tokenizer of DistilBERT: " + e.getMessage(),
          e);
    }
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAXIMUM_BYTES) {
        throw ModynException.invalidArgument(
            "%s is not a tokenizer: it has more than %d MiB", file, MAXIMUM_BYTES >> 20);
      }
      return Files.readString(file);
    } catch (MalformedInputException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT, file + " is not a tokenizer: it is not text in UTF-8", e);
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.NOT_FOUND, "cannot read the tokenizer " + file + ": " + e, e);
    }
  }

  private static TokenizerFile ofVocabulary(String text) {
    Map<String, Integer> tokens = new LinkedHashMap<>();
    List<String> lines = text.lines().toList();
    for (int line = 0; line < lines.size(); line++) {
      tokens.put(lines.get(line).stripTrailing(), line);
    }
    Map<String, Integer> added = new LinkedHashMap<>();
    for (String special : List.of(START, END, PADDING, UNKNOWN, MASK)) {
      if (tokens.containsKey(special)) {
        added.put(special, tokens.get(special));
      }
    }
    return of(
        BertNormalizer.UNCASED,
        tokens,
        WordPieces.PREFIX,
        UNKNOWN,
        WordPieces.DEFAULT_MAXIMUM_CHARACTERS,
        added);
  }

  private static TokenizerFile ofJson(JsonNode json) {
    JsonNode model = json.path("model");
    checkType(model, "model", "WordPiece");
    checkType(json.path("normalizer"), "normalizer", "BertNormalizer");
    checkType(json.path("pre_tokenizer"), "pre_tokenizer", "BertPreTokenizer");
    checkAddedAround(json.path("post_processor"));
    Map<String, Integer> tokens = new LinkedHashMap<>();
    model
        .path("vocab")
        .properties()
        .forEach(token -> tokens.put(token.getKey(), id(token.getValue())));
    Map<String, Integer> added = new LinkedHashMap<>();
    for (JsonNode token : json.path("added_tokens")) {
      String content = token.path("content").asText();
      if (content.isEmpty()
          || Stream.of("normalized", "single_word", "lstrip", "rstrip")
              .anyMatch(option -> token.path(option).asBoolean())) {
        throw ModynException.invalidArgument(
            "the added token \"%s\" is not one that is matched literally", content);
      }
      added.put(content, id(token.path("id")));
    }
    added.forEach(tokens::putIfAbsent);
    JsonNode normalizer = json.path("normalizer");
    boolean lowercases = normalizer.path("lowercase").asBoolean(true);
    return of(
        new BertNormalizer(
            normalizer.path("clean_text").asBoolean(true),
            normalizer.path("handle_chinese_chars").asBoolean(true),
            normalizer.path("strip_accents").asBoolean(lowercases),
            lowercases),
        tokens,
        model.path("continuing_subword_prefix").asText(WordPieces.PREFIX),
        model.path("unk_token").asText(UNKNOWN),
        model.path("max_input_chars_per_word").asInt(WordPieces.DEFAULT_MAXIMUM_CHARACTERS),
        added);
  }

  private static int id(JsonNode node) {
    if (!node.canConvertToInt() || node.asInt() < 0) {
      throw ModynException.invalidArgument("the number of a token is %s", node);
    }
    return node.asInt();
  }

  private static void checkType(JsonNode part, String name, String type) {
    if (!part.path("type").asText().equals(type)) {
      throw ModynException.invalidArgument(
          "its %s is %s and not %s", name, part.path("type").asText("missing"), type);
    }
  }

  /**
   * Checks that a text is surrounded by the start and end tokens, and that no other tokens are
   * added.
   */
  private static void checkAddedAround(JsonNode processor) {
    boolean known =
        switch (processor.path("type").asText()) {
          case "BertProcessing" ->
              processor.path("cls").path(0).asText().equals(START)
                  && processor.path("sep").path(0).asText().equals(END);
          case "TemplateProcessing" ->
              StreamSupport.stream(processor.path("single").spliterator(), false)
                  .map(part -> part.path("SpecialToken").path("id").asText())
                  .toList()
                  .equals(List.of(START, "", END));
          default -> false;
        };
    if (!known) {
      throw ModynException.invalidArgument(
          "its post_processor does not put a text between %s and %s", START, END);
    }
  }

  private static TokenizerFile of(
      BertNormalizer normalizer,
      Map<String, Integer> tokens,
      String prefix,
      String unknown,
      int maximumCharacters,
      Map<String, Integer> added) {
    WordPieces pieces =
        WordPieces.of(tokens, prefix, unknown, maximumCharacters)
            .orElseThrow(() -> missing(unknown));
    return new TokenizerFile(
        normalizer,
        pieces,
        added,
        special(tokens, START),
        special(tokens, END),
        special(tokens, PADDING));
  }

  private static int special(Map<String, Integer> tokens, String token) {
    Integer id = tokens.get(token);
    if (id == null) {
      throw missing(token);
    }
    return id;
  }

  private static ModynException missing(String token) {
    return ModynException.invalidArgument("its vocabulary has no %s", token);
  }
}
