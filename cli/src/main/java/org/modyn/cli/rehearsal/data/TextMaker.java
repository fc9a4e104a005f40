package org.modyn.cli.rehearsal.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Texts of English words for {@code Utf8()}. */
record TextMaker() implements SampleMaker {
  static final List<String> WORDS =
      List.of(
          "a",
          "and",
          "article",
          "data",
          "for",
          "in",
          "is",
          "learning",
          "model",
          "new",
          "of",
          "on",
          "paper",
          "samples",
          "shows",
          "the",
          "this",
          "time",
          "to",
          "trains",
          "we",
          "with");
  private static final int FEWEST_WORDS = 3;
  private static final int MOST_WORDS = 40;

  /** Words separated by spaces. */
  static String words(RandomGenerator random, int count) {
    return IntStream.range(0, count)
        .mapToObj(word -> WORDS.get(random.nextInt(WORDS.size())))
        .collect(Collectors.joining(" "));
  }

  @Override
  public byte[] make(RandomGenerator random) {
    return words(random, random.nextInt(FEWEST_WORDS, MOST_WORDS + 1)).getBytes(UTF_8);
  }

  @Override
  public FileLayout layout() {
    return new FileLayout.SingleSamples(".txt");
  }

  @Override
  public String description() {
    return String.format(Locale.ROOT, "texts of up to %d words", MOST_WORDS);
  }
}
