package org.modyn.ml.parser;

import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Builtin;
import org.modyn.common.function.Builtins;

/** The builtins that a pipeline file can name as {@code label_transformer_function}. */
public final class LabelTransformers {
  private static final LabelTransformer IDENTITY = (labels, count) -> {};

  private static final Builtins<LabelTransformer> BUILTINS =
      new Builtins<>(
          "label transformer",
          List.of(new Builtin<>("Identity", List.of(), arguments -> IDENTITY)));

  private LabelTransformers() {}

  /**
   * Makes the transformer that a text calls; an empty text leaves labels as they are.
   *
   * @throws ModynException INVALID_ARGUMENT that says what is wrong and what is allowed
   */
  public static LabelTransformer create(String text) {
    return text.isBlank() ? IDENTITY : BUILTINS.create(text);
  }
}
