package org.modyn.ml.parser;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.common.function.BuiltinFunctions;
import org.modyn.common.function.Builtins;
import org.modyn.common.function.FunctionKind;
import org.modyn.common.function.UserFunction.BuiltinCall;
import org.modyn.common.function.UserFunction.JavaSource;
import org.modyn.common.function.UserFunction.PluginClass;
import org.modyn.common.function.UserFunctions;
import org.modyn.ml.userfunction.LabelFunction;
import org.modyn.ml.userfunction.UserCode;

/** Creates the functions that a pipeline file can define as {@code label_transformer_function}. */
public final class LabelTransformers {
  private static final LabelTransformer IDENTITY = (labels, count) -> {};

  private static final Builtins<LabelTransformer> BUILTINS =
      new Builtins<>(
          BuiltinFunctions.LABEL_TRANSFORMERS,
          Map.of(
              "Identity", arguments -> IDENTITY,
              "Shift", LabelTransformers::shift,
              "Binary", LabelTransformers::binary));

  private LabelTransformers() {}

  /** Creates the transformer without plugins; see the other method. */
  public static LabelTransformer create(String text) {
    return create(text, UserCode.withoutPlugins());
  }

  /**
   * Creates the transformer from a text, which is a call of a builtin function or the source of a
   * {@link LabelFunction}. An empty text leaves labels unchanged.
   *
   * @throws ModynException INVALID_ARGUMENT with the problem and the allowed values; see {@link
   *     UserCode}
   */
  public static LabelTransformer create(String text, UserCode userCode) {
    if (text.isBlank()) {
      return IDENTITY;
    }
    return switch (UserFunctions.read(FunctionKind.LABEL_TRANSFORMER, text)) {
      case BuiltinCall(Arguments arguments) -> BUILTINS.create(arguments);
      case PluginClass(String className) ->
          ofUser(userCode.fromPlugin(LabelFunction.class, className));
      case JavaSource(String source) -> ofUser(userCode.fromSource(LabelFunction.class, source));
    };
  }

  private static LabelTransformer ofUser(LabelFunction function) {
    return each(
        label -> {
          try {
            return function.transform(label);
          } catch (RuntimeException e) {
            throw new ModynException(
                ErrorCategory.INVALID_ARGUMENT,
                "label_transformer_function failed for the label " + label + ": " + e,
                e);
          }
        });
  }

  private static LabelTransformer shift(Arguments arguments) {
    long difference = arguments.whole("by");
    return each(label -> label + difference);
  }

  private static LabelTransformer binary(Arguments arguments) {
    long positive = arguments.whole("positive");
    return each(label -> label == positive ? 1 : 0);
  }

  private static LabelTransformer each(LongUnaryOperator operator) {
    return (labels, count) -> transform(labels, count, operator);
  }

  private static void transform(MemorySegment labels, int count, LongUnaryOperator operator) {
    for (int index = 0; index < count; index++) {
      long label = labels.getAtIndex(ValueLayout.JAVA_LONG, index);
      labels.setAtIndex(ValueLayout.JAVA_LONG, index, operator.applyAsLong(label));
    }
  }
}
