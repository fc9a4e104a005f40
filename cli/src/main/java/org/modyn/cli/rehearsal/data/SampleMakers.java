package org.modyn.cli.rehearsal.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.modyn.common.config.pipeline.data.SampleSource;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.common.function.BuiltinFunctions;
import org.modyn.common.function.Builtins;
import org.modyn.common.function.FunctionKind;
import org.modyn.common.function.UserFunction.BuiltinCall;
import org.modyn.common.function.UserFunction.JavaSource;
import org.modyn.common.function.UserFunction.PluginClass;
import org.modyn.common.function.UserFunctions;
import org.modyn.ml.tensor.TensorSpecification;

/** What makes samples for each {@code bytes_parser_function}. */
final class SampleMakers {
  /**
   * What a maker may need to know besides the parser's arguments.
   *
   * @param source what the pipeline file says
   * @param tensors that the parser makes
   * @param limits of integers by the tensor's name, see {@link
   *     org.modyn.ml.training.ModelOutline#limits}
   */
  record Context(
      SampleSource source, List<TensorSpecification> tensors, Map<String, List<Long>> limits) {}

  private static final Builtins<Function<Context, SampleMaker>> BUILTINS =
      new Builtins<>(
          BuiltinFunctions.BYTES_PARSERS,
          Map.of(
              "Record", arguments -> context -> RecordMaker.create(arguments, context.limits()),
              "Criteo",
                  arguments ->
                      context ->
                          RecordMaker.create(
                              BuiltinFunctions.BYTES_PARSERS.read(BuiltinFunctions.CRITEO),
                              context.limits()),
              "Image", arguments -> context -> ImageMaker.create(arguments, context.source()),
              "Csv", arguments -> context -> CsvMaker.create(arguments, context),
              "Utf8", arguments -> context -> new TextMaker()));

  private SampleMakers() {}

  /**
   * Makes what makes samples.
   *
   * @param ownSamples a folder of files to use instead of bytes that are made up
   * @throws ModynException INVALID_ARGUMENT when the parser is a user's code, and there are no
   *     samples of the user's own; NOT_FOUND when the folder has none
   */
  static SampleMaker create(Context context, Optional<Path> ownSamples) {
    if (ownSamples.isPresent()) {
      return FolderMaker.create(ownSamples.get());
    }
    String text = context.source().bytesParserFunction();
    return switch (UserFunctions.read(FunctionKind.BYTES_PARSER, text)) {
      case BuiltinCall(Arguments arguments) -> BUILTINS.create(arguments).apply(context);
      case PluginClass _, JavaSource _ ->
          throw ModynException.invalidArgument(
              "bytes_parser_function: samples for a parser in Java cannot be made up; give a folder"
                  + " of files, each of them one sample, with --samples");
    };
  }
}
