package org.modyn.ml.parser;

import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Builtins;

/** The builtins that a pipeline file can name as {@code bytes_parser_function}. */
public final class BytesParsers {
  private static final Builtins<BytesParser> BUILTINS =
      new Builtins<>("bytes parser", List.of(RecordParser.BUILTIN));

  private BytesParsers() {}

  /**
   * Makes the parser that a text calls, as {@code Record(fields=[Field("hour", "uint8")])}.
   *
   * @throws ModynException INVALID_ARGUMENT that says what is wrong and what is allowed
   */
  public static BytesParser create(String text) {
    return BUILTINS.create(text);
  }
}
