package org.modyn.ml.tokenizer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * BERT's tokenizer. The output is int64 {@code [length, 2]}: the first column contains the token
 * ids, the second column 1 for a token and 0 for padding. Longer texts are truncated; the start and
 * end tokens are always present.
 *
 * <p>Produces the same ids as {@code DistilBertTokenizer} of the transformers library, version 5,
 * which is HuggingFace's library in Rust. That of version 4, in Python, differs in the Greek letter
 * at the end of words in capitals, which is not converted to the final sigma here.
 *
 * <p>Immutable.
 */
final class WordPieceTokenizer implements Tokenizer {
  /** Of the tensor: a number, and whether it counts. */
  private static final int COLUMNS = 2;

  /** Bytes of a code point in UTF-8, at most. */
  private static final int MAXIMUM_CODE_POINT_BYTES = 4;

  private final TokenizerFile file;
  private final int length;
  private final byte[][] added;
  private final int[] addedIds;

  /** Whether an added token begins with a byte, by byte. */
  private final boolean[] beginsAdded = new boolean[256];

  /**
   * @param length tokens of a text, with those of start and end; at least 2
   */
  WordPieceTokenizer(TokenizerFile file, int length) {
    this.file = file;
    this.length = length;
    added = new byte[file.added().size()][];
    addedIds = new int[added.length];
    // the longest first, which is the one that is meant
    List<Map.Entry<String, Integer>> longestFirst =
        file.added().entrySet().stream()
            .sorted((left, right) -> right.getKey().length() - left.getKey().length())
            .toList();
    for (int index = 0; index < added.length; index++) {
      added[index] = longestFirst.get(index).getKey().getBytes(StandardCharsets.UTF_8);
      addedIds[index] = longestFirst.get(index).getValue();
      beginsAdded[added[index][0] & 0xff] = true;
    }
  }

  @Override
  public List<Long> shape() {
    return List.of((long) length, (long) COLUMNS);
  }

  @Override
  public TextEncoder open() {
    return new Encoder();
  }

  /** The working memory of one thread. */
  private final class Encoder implements TextEncoder {
    private final ByteSequence normalized = new ByteSequence();
    private final int[] tokens = new int[length - 2];
    private final int[] pieces =
        new int[file.pieces().maximumCharacters() * MAXIMUM_CODE_POINT_BYTES];
    private final int[] hashes =
        new int[Math.max(file.pieces().firsts().longest(), file.pieces().others().longest())];
    private int count;

    @Override
    public void encode(byte[] text, int from, int to, MemorySegment target, long offset) {
      count = 0;
      int start = from;
      for (int position = from; position < to && count < tokens.length; position++) {
        int token = beginsAdded[text[position] & 0xff] ? addedAt(text, position, to) : -1;
        if (token >= 0) {
          encodePart(text, start, position);
          add(addedIds[token]);
          start = position + added[token].length;
          position = start - 1;
        }
      }
      encodePart(text, start, to);
      write(target, offset / Long.BYTES);
    }

    private int addedAt(byte[] text, int position, int to) {
      for (int token = 0; token < added.length; token++) {
        int end = position + added[token].length;
        if (end <= to && Arrays.equals(text, position, end, added[token], 0, added[token].length)) {
          return token;
        }
      }
      return -1;
    }

    /** Encodes the text between added tokens. */
    private void encodePart(byte[] text, int from, int to) {
      normalized.clear();
      file.normalizer().normalize(text, from, to, normalized);
      int start = 0;
      int characters = 0;
      int position = 0;
      while (position < normalized.length() && count < tokens.length) {
        int codePoint = normalized.codePoint(position);
        int next = position + ByteSequence.bytesOfCodePoint(normalized.bytes()[position]);
        boolean punctuation = BertCharacters.isPunctuation(codePoint);
        if (punctuation || BertCharacters.isWhitespace(codePoint)) {
          encodeWord(start, position, characters);
          if (punctuation) {
            encodeWord(position, next, 1);
          }
          start = next;
          characters = 0;
        } else {
          characters++;
        }
        position = next;
      }
      encodeWord(start, position, characters);
    }

    /** Encodes bytes of the normalized text, which contain the given number of characters. */
    private void encodeWord(int from, int to, int characters) {
      if (from == to) {
        return;
      }
      int size = characters > file.pieces().maximumCharacters() ? -1 : split(from, to);
      if (size < 0) {
        add(file.pieces().unknown());
      }
      for (int piece = 0; piece < size; piece++) {
        add(pieces[piece]);
      }
    }

    /**
     * Splits a word into pieces; returns their number, or -1 if the vocabulary has no pieces for
     * the word.
     */
    private int split(int from, int to) {
      int size = 0;
      int position = from;
      while (position < to) {
        Vocabulary vocabulary = position == from ? file.pieces().firsts() : file.pieces().others();
        int end = Math.min(to, position + vocabulary.longest());
        int hash = 0;
        for (int index = position; index < end; index++) {
          hash = Vocabulary.hash(hash, normalized.bytes()[index]);
          hashes[index - position] = hash;
        }
        int id = -1;
        while (end > position
            && (id = vocabulary.find(normalized.bytes(), position, end, hashes[end - position - 1]))
                < 0) {
          end--;
        }
        if (id < 0) {
          return -1;
        }
        pieces[size++] = id;
        position = end;
      }
      return size;
    }

    private void add(int token) {
      if (count < tokens.length) {
        tokens[count++] = token;
      }
    }

    private void write(MemorySegment target, long first) {
      long position = first;
      position = write(target, position, file.start(), 1);
      for (int index = 0; index < count; index++) {
        position = write(target, position, tokens[index], 1);
      }
      position = write(target, position, file.end(), 1);
      for (int index = count + 2; index < length; index++) {
        position = write(target, position, file.padding(), 0);
      }
    }

    private static long write(MemorySegment target, long position, long token, long counts) {
      target.setAtIndex(ValueLayout.JAVA_LONG, position, token);
      target.setAtIndex(ValueLayout.JAVA_LONG, position + 1, counts);
      return position + COLUMNS;
    }
  }
}
