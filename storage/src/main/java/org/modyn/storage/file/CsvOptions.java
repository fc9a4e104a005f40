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
import org.modyn.common.error.ModynException;

/** The options of a {@link CsvFileWrapper} as they are written. */
record CsvOptions(
    @Description("Character between two cells") @Default("','") String separator,
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
    @Description("End of the names of the files to take") @Default(".csv") @Matches("\\..*")
        String fileExtension) {
  private static final String ASCII = "\t\n\r !\"#$%&'()*+,-./0123456789:;<=>?@AZ[\\]^_`az{|}~";

  /**
   * @throws ModynException INVALID_ARGUMENT with what is wrong
   */
  CsvFileWrapper toWrapper() {
    int separatorByte = character("separator", separator);
    int quoteByte = quoteByte();
    if (separatorByte == quoteByte) {
      throw ModynException.invalidArgument(
          "file_wrapper_config: separator and quote are both '%s'; they must differ", separator);
    }
    return new CsvFileWrapper(
        (byte) separatorByte,
        quoteByte,
        quotedLinebreaks,
        labelIndex,
        ignoreFirstLine,
        charset(),
        validateFileContent,
        fileExtension);
  }

  private int quoteByte() {
    if (quote.isPresent() && quoteChar.isPresent() && !quote.equals(quoteChar)) {
      throw ModynException.invalidArgument(
          "file_wrapper_config: quote is '%s' and quote_char is '%s'; they are the same option, "
              + "leave one out",
          quote.get(), quoteChar.get());
    }
    String given = quote.or(() -> quoteChar).orElse("");
    // the way to say "none" in files that were written for other versions
    boolean none = given.isEmpty() || given.equals("\0") || given.equals("\\0");
    return none ? CsvFileWrapper.NO_QUOTE : character("quote", given);
  }

  private static int character(String option, String given) {
    if (given.length() != 1 || given.charAt(0) > 0x7F || "\0\n\r".contains(given)) {
      throw ModynException.invalidArgument(
          "file_wrapper_config: %s is '%s', allowed: one ASCII character that is no line break",
          option, given);
    }
    return given.charAt(0);
  }

  private Charset charset() {
    String name = encoding.strip().toLowerCase(Locale.ROOT);
    // Python's name of UTF-8 with a byte order mark, and its spelling of others
    String plain = name.endsWith("-sig") ? name.substring(0, name.length() - 4) : name;
    Charset charset =
        find(plain)
            .or(() -> find(plain.replace('_', '-')))
            .or(() -> find(plain.replace("-", "").replace("_", "")))
            .orElseThrow(
                () ->
                    ModynException.invalidArgument(
                        "file_wrapper_config: the encoding '%s' is unknown; examples of known ones:"
                            + " utf-8, latin1, windows-1252",
                        encoding));
    if (!charset.equals(StandardCharsets.UTF_8) && !isByteForByte(charset)) {
      throw ModynException.invalidArgument(
          "file_wrapper_config: the encoding '%s' cannot be used; allowed: utf-8, and encodings of"
              + " one byte a character that contain ASCII, for example latin1",
          encoding);
    }
    return charset;
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
