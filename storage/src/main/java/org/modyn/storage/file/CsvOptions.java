package org.modyn.storage.file;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Matches;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.common.csv.CsvDialect;

/** The options of a {@link CsvFileWrapper} as they are written. */
@Name("CsvFileWrapper")
@Description("Text files with a sample in each row")
record CsvOptions(
    @Description("Character that separates cells") @Default("','") String separator,
    @Description("Character around cells that contain separators; default: none")
        Optional<String> quote,
    @Description("Another name of quote") Optional<String> quoteChar,
    @Description("Whether a line break in a quoted cell is text") @Default("true")
        boolean quotedLinebreaks,
    @Description("Column of the label, from 0") @Minimum(0) int labelIndex,
    @Description("Whether the first line is a header") @Default("false") boolean ignoreFirstLine,
    @Description("Encoding of the text") @Default("utf-8") String encoding,
    @Description("Whether to check the number of columns, the quotes and the encoding of each file")
        @Default("true")
        boolean validateFileContent,
    @Description("End of the names of the files to ingest")
        @Default(".csv")
        @Matches("\\.[^/\\x00-\\x1f]{0,99}")
        String fileExtension)
    implements FileWrapperOptions {
  private static final String ASCII = "\t\n\r !\"#$%&'()*+,-./0123456789:;<=>?@AZ[\\]^_`az{|}~";

  @Rule
  static void theSeparatorIsACharacter(String separator, Violations violations) {
    checkCharacter("separator", separator, violations);
  }

  @Rule
  static void theQuoteIsAnotherCharacter(
      String separator, Optional<String> quote, Optional<String> quoteChar, Violations violations) {
    String name = quote.isPresent() ? "quote" : "quote_char";
    if (quote.isPresent() && quoteChar.isPresent() && !quote.equals(quoteChar)) {
      violations.add("quote_char", "is the same option as quote, which is '%s'", quote.get());
    }
    quoteText(quote, quoteChar)
        .ifPresent(
            text -> {
              checkCharacter(name, text, violations);
              if (text.equals(separator)) {
                violations.add(name, "must differ from separator '%s'", separator);
              }
            });
  }

  @Rule
  static void theEncodingIsOfOneByteOrUtf8(String encoding, Violations violations) {
    Optional<Charset> charset = charset(encoding);
    if (charset.isEmpty()) {
      violations.add(
          "encoding",
          "'%s' is unknown; examples of known ones: utf-8, latin1, windows-1252",
          encoding);
    } else if (!charset.get().equals(StandardCharsets.UTF_8) && !isByteForByte(charset.get())) {
      violations.add(
          "encoding",
          "'%s' cannot be used; allowed: utf-8, and encodings of one byte a character that contain"
              + " ASCII, for example latin1",
          encoding);
    }
  }

  private static void checkCharacter(String field, String text, Violations violations) {
    if (text.length() != 1 || text.charAt(0) > 0x7F || "\0\n\r".contains(text)) {
      violations.add(field, "must be one ASCII character that is no line break, but is '%s'", text);
    }
  }

  @Override
  public FileWrapper create() {
    return new CsvFileWrapper(
        new CsvDialect(
            (byte) separator.charAt(0),
            quoteText(quote, quoteChar)
                .map(text -> (int) text.charAt(0))
                .orElse(CsvDialect.NO_QUOTE),
            quotedLinebreaks,
            validateFileContent),
        labelIndex,
        ignoreFirstLine,
        charset(encoding).orElseThrow(),
        fileExtension);
  }

  /** Empty when there is no quote, which older files say as a zero byte, or how that is written. */
  private static Optional<String> quoteText(Optional<String> quote, Optional<String> quoteChar) {
    return quote
        .or(() -> quoteChar)
        .filter(text -> !text.isEmpty() && !text.equals("\0") && !text.equals("\\0"));
  }

  /** Also under Python's names: UTF-8 with a byte order mark, and others spelled in its way. */
  private static Optional<Charset> charset(String encoding) {
    String name = encoding.strip().toLowerCase(Locale.ROOT);
    String plain = name.endsWith("-sig") ? name.substring(0, name.length() - 4) : name;
    return find(plain)
        .or(() -> find(plain.replace('_', '-')))
        .or(() -> find(plain.replace("-", "").replace("_", "")));
  }

  private static Optional<Charset> find(String name) {
    try {
      return Charset.isSupported(name) ? Optional.of(Charset.forName(name)) : Optional.empty();
    } catch (IllegalCharsetNameException e) {
      return Optional.empty();
    }
  }

  /** Whether every byte is a character, and those of ASCII are what they are there. */
  private static boolean isByteForByte(Charset charset) {
    return charset.canEncode()
        && charset.newEncoder().maxBytesPerChar() == 1
        && charset.newDecoder().maxCharsPerByte() == 1
        && new String(ASCII.getBytes(StandardCharsets.US_ASCII), charset).equals(ASCII);
  }
}
