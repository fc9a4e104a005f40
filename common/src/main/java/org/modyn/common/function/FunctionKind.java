package org.modyn.common.function;

import java.util.Optional;

/** The fields of a pipeline file that contain a function. */
public enum FunctionKind {
  BYTES_PARSER(
      BuiltinFunctions.BYTES_PARSERS,
      """
      public List<TensorSpecification> tensors() {
        return List.of(new TensorSpecification("data", TensorDataType.FLOAT32, List.of(2L)));
      }
      public void parse(ByteBuffer sample, TensorRow row) {
        row.setFloat(0, 0, sample.getFloat());
        row.setFloat(0, 1, sample.getFloat());
      }
      """),
  LABEL_TRANSFORMER(
      BuiltinFunctions.LABEL_TRANSFORMERS,
      """
      public long transform(long label) {
        return label >= 15 ? 1 : 0;
      }
      """),
  EVALUATION_TRANSFORMER(
      BuiltinFunctions.EVALUATION_TRANSFORMERS,
      """
      public float[] transform(float[] outputs) {
        return new float[] {outputs[1] - outputs[0]};
      }
      """),
  TRANSFORMATION(BuiltinFunctions.TRANSFORMATIONS),
  TOKENIZER(BuiltinFunctions.TOKENIZERS);

  private final Catalogue catalogue;
  private final Optional<String> javaExample;

  FunctionKind(Catalogue catalogue, String javaExample) {
    this.catalogue = catalogue;
    this.javaExample = Optional.of(javaExample);
  }

  FunctionKind(Catalogue catalogue) {
    this.catalogue = catalogue;
    this.javaExample = Optional.empty();
  }

  /** The builtins. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** Returns whether Java source and classes are allowed. */
  public boolean allowsUserCode() {
    return javaExample.isPresent();
  }

  /** Returns an example of Java source; empty if none is allowed. */
  public Optional<String> javaExample() {
    return javaExample;
  }
}
