package org.modyn.ml.parser;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.common.function.BuiltinFunctions;
import org.modyn.common.function.Builtins;
import org.modyn.common.function.FunctionKind;
import org.modyn.common.function.UserFunction.BuiltinCall;
import org.modyn.common.function.UserFunction.JavaSource;
import org.modyn.common.function.UserFunction.PluginClass;
import org.modyn.common.function.UserFunctions;
import org.modyn.ml.tokenizer.Tokenizer;
import org.modyn.ml.userfunction.BytesParserFunction;
import org.modyn.ml.userfunction.UserCode;

/** Creates the functions that a pipeline file can define as {@code bytes_parser_function}. */
public final class BytesParsers {
  /** Creates a parser from the tokenizer of a pipeline. */
  private interface Factory extends Function<Optional<Tokenizer>, BytesParser> {}

  private static final Builtins<Factory> BUILTINS =
      new Builtins<>(
          BuiltinFunctions.BYTES_PARSERS,
          Map.of(
              "Record", arguments -> tokenizer -> RecordParser.create(arguments),
              "Criteo", arguments -> tokenizer -> RecordParser.criteo(),
              "Image", arguments -> tokenizer -> ImageParser.create(arguments),
              "Csv", arguments -> tokenizer -> CsvParser.create(arguments, tokenizer),
              "Utf8", arguments -> tokenizer -> new Utf8Parser(needed(arguments, tokenizer))));

  private BytesParsers() {}

  /** Creates the parser without plugins and tokenizer; see the other method. */
  public static BytesParser create(String text) {
    return create(text, Optional.empty(), UserCode.withoutPlugins());
  }

  /**
   * Creates the parser from a text, which is a call such as {@code Record(fields=[Field("hour",
   * "uint8")])} or the source of a {@link BytesParserFunction}.
   *
   * @param tokenizer converts texts into tensors, if the parser has texts
   * @throws ModynException INVALID_ARGUMENT with the problem and the allowed values, also for texts
   *     without a tokenizer and a tokenizer without texts; see {@link UserCode}
   */
  public static BytesParser create(String text, Optional<Tokenizer> tokenizer, UserCode userCode) {
    BytesParser parser =
        switch (UserFunctions.read(FunctionKind.BYTES_PARSER, text)) {
          case BuiltinCall(Arguments arguments) -> BUILTINS.create(arguments).apply(tokenizer);
          case PluginClass(String className) ->
              new UserBytesParser(userCode.fromPlugin(BytesParserFunction.class, className));
          case JavaSource(String source) ->
              new UserBytesParser(userCode.fromSource(BytesParserFunction.class, source));
        };
    boolean hasText = parser instanceof TextParser texts && texts.hasText();
    if (tokenizer.isPresent() && !hasText) {
      throw ModynException.invalidArgument(
          "makes no text for the tokenizer; Utf8() does, and Csv with a column of the dtype"
              + " \"text\"");
    }
    return parser;
  }

  /** The tokenizer for a parser that has texts. */
  static Tokenizer needed(Arguments arguments, Optional<Tokenizer> tokenizer) {
    return tokenizer.orElseThrow(
        () ->
            ModynException.invalidArgument(
                "%s: texts need a tokenizer beside bytes_parser_function, as in tokenizer:"
                    + " DistilBertTokenizerTransform",
                arguments.function()));
  }
}
