package org.modyn.ml.torchscript;

/**
 * An argument of a module's {@code forward}.
 *
 * @param type as the source writes it: {@code Tensor}, {@code Optional[Tensor]}
 * @param optional whether it has a default
 */
public record ScriptArgument(String name, String type, boolean optional) {
  private static final String TENSOR = "Tensor";

  /**
   * @param text as {@code mask: Optional[Tensor]=None}
   */
  static ScriptArgument parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("the argument \"" + text + "\" of forward has no type");
    }
    int equals = text.indexOf('=', colon);
    return new ScriptArgument(
        text.substring(0, colon).strip(),
        text.substring(colon + 1, equals < 0 ? text.length() : equals).strip(),
        equals >= 0);
  }

  /** Whether a tensor is accepted. */
  public boolean takesTensor() {
    return type.equals(TENSOR) || type.equals("Optional[Tensor]");
  }

  /** As {@code mask: Optional[Tensor]}. */
  @Override
  public String toString() {
    return name + ": " + type;
  }
}
