package org.modyn.ml.tokenizer;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pieces that words are split into (Schuster and Nakajima, Japanese and Korean voice search,
 * 2012): the longest piece that is a prefix of the word, then the longest piece that is a prefix of
 * the rest.
 *
 * @param firsts pieces at the beginning of a word
 * @param others pieces that continue a word, without the prefix that marks them
 * @param unknown the id for words that cannot be split into pieces
 * @param maximumCharacters of a word; a longer one is unknown
 */
record WordPieces(Vocabulary firsts, Vocabulary others, int unknown, int maximumCharacters) {
  /** The prefix, in vocabularies, of pieces that continue a word. */
  static final String PREFIX = "##";

  static final int DEFAULT_MAXIMUM_CHARACTERS = 100;

  /**
   * @param tokens a vocabulary, with numbers
   * @param unknown the token of unknown words
   * @return empty when the vocabulary does not have that token
   */
  static Optional<WordPieces> of(
      Map<String, Integer> tokens, String prefix, String unknown, int maximumCharacters) {
    Map<String, Integer> firsts = new HashMap<>();
    Map<String, Integer> others = new HashMap<>();
    tokens.forEach(
        (token, id) -> {
          firsts.put(token, id);
          if (token.startsWith(prefix)) {
            others.put(token.substring(prefix.length()), id);
          }
        });
    return Optional.ofNullable(tokens.get(unknown))
        .map(
            id ->
                new WordPieces(
                    new Vocabulary(firsts), new Vocabulary(others), id, maximumCharacters));
  }
}
