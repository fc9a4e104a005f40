package org.modyn.common.function;

/** The places of a pipeline file where a function stands. */
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

  /** Whether Java source and classes may stand here. */
  public boolean allowsUserCode() {
    return userCode;
  }
}
