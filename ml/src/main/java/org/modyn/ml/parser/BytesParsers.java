package org.modyn.ml.parser;

import java.util.Map;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.common.function.BuiltinFunctions;
import org.modyn.common.function.Builtins;
import org.modyn.common.function.FunctionKind;
import org.modyn.common.function.UserFunction.BuiltinCall;
import org.modyn.common.function.UserFunction.JavaSource;
import org.modyn.common.function.UserFunction.PluginClass;
import org.modyn.common.function.UserFunctions;
import org.modyn.ml.userfunction.BytesParserFunction;
import org.modyn.ml.userfunction.UserCode;

/** What a pipeline file can have as {@code bytes_parser_function}. */
public final class BytesParsers {
  private static final Builtins<BytesParser> BUILTINS =
      new Builtins<>(
          BuiltinFunctions.BYTES_PARSERS,
          Map.of(
              "Record", RecordParser::create,
              "Criteo", arguments -> RecordParser.criteo(),
              "Image", ImageParser::create,
              "Csv", CsvParser::create,
              "Utf8", BytesParsers::refuseText));

  private BytesParsers() {}

  /** Makes the parser that a text calls or is; see the other method. No plugins. */
  public static BytesParser create(String text) {
    return create(text, UserCode.withoutPlugins());
  }

  /**
   * Makes the parser that a text calls, as {@code Record(fields=[Field("hour", "uint8")])}, or is:
   * a {@link BytesParserFunction}.
   *
   * @throws ModynException INVALID_ARGUMENT that says what is wrong and what is allowed;
   *     UNIMPLEMENTED for samples that do not become tensors of one known shape; see {@link
   *     UserCode}
   */
  public static BytesParser create(String text, UserCode userCode) {
    return switch (UserFunctions.read(FunctionKind.BYTES_PARSER, text)) {
      case BuiltinCall(Arguments arguments) -> BUILTINS.create(arguments);
      case PluginClass(String className) ->
          new UserBytesParser(userCode.fromPlugin(BytesParserFunction.class, className));
      case JavaSource(String source) ->
          new UserBytesParser(userCode.fromSource(BytesParserFunction.class, source));
    };
  }

  static <T> T refuseText(Arguments arguments) {
    throw ModynException.unimplemented(
        "%s: texts cannot be loaded yet: a batch holds numbers, and there are no tokenizers",
        arguments.function());
  }
}
