package org.modyn.cli.rehearsal.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.modyn.common.file.DurableFiles;

/**
 * A small WordPiece vocabulary: BERT's special tokens, the words of generated texts, and each
 * lower-case letter and digit as the beginning and as the continuation of a word, so that English
 * texts of users can be tokenized too.
 */
public final class GeneratedVocabulary {
  private static final List<String> SPECIAL_TOKENS =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
  private static final String CONTINUATION = "##";

  private GeneratedVocabulary() {}

  /** The tokens in the order of their ids, from 0. */
  public static List<String> tokens() {
    List<String> characters =
        IntStream.concat(IntStream.rangeClosed('0', '9'), IntStream.rangeClosed('a', 'z'))
            .mapToObj(Character::toString)
            .toList();
    return Stream.of(
            SPECIAL_TOKENS.stream(),
            characters.stream(),
            characters.stream().map(character -> CONTINUATION + character),
            TextMaker.WORDS.stream())
        .flatMap(tokens -> tokens)
        .distinct()
        .toList();
  }

  /**
   * Writes the vocabulary as a {@code vocab.txt}, one token per line.
   *
   * @param file replaced if it exists; its directories are created
   * @throws org.modyn.common.error.ModynException INTERNAL when it cannot be written
   */
  public static void write(Path file) {
    DurableFiles.createDirectories(file.getParent());
    try {
      Files.write(file, tokens(), UTF_8);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(file, e);
    }
  }
}
