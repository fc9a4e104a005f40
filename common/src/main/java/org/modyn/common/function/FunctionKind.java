package org.modyn.common.function;

/** The fields of a pipeline file that contain a function. */
public enum FunctionKind {
  BYTES_PARSER(BuiltinFunctions.BYTES_PARSERS, true),
  LABEL_TRANSFORMER(BuiltinFunctions.LABEL_TRANSFORMERS, true),
  EVALUATION_TRANSFORMER(BuiltinFunctions.EVALUATION_TRANSFORMERS, true),
  TRANSFORMATION(BuiltinFunctions.TRANSFORMATIONS, false),
  TOKENIZER(BuiltinFunctions.TOKENIZERS, false);

  private final Catalogue catalogue;
  private final boolean userCode;

  FunctionKind(Catalogue catalogue, boolean userCode) {
    this.catalogue = catalogue;
    this.userCode = userCode;
  }

  /** The builtins. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** Returns whether Java source and classes are allowed. */
  public boolean allowsUserCode() {
    return userCode;
  }
}
