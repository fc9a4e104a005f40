package org.modyn.common.config.internal;

import org.modyn.common.error.Echo;

/**
 * The path of a value from the root of a file, for example {@code training.optimizers[0].name}.
 *
 * <p>Refers to the path of the enclosing value, so that creating a path costs the same at every
 * depth; the text is composed only for values that have problems.
 */
final class FieldPath {
  static final FieldPath ROOT = new FieldPath(null, "");

  private final FieldPath parent;
  private final String step;

  private FieldPath(FieldPath parent, String step) {
    this.parent = parent;
    this.step = step;
  }

  /** Returns the path of a field of this section; a very long key is shortened. */
  FieldPath key(String key) {
    return new FieldPath(this, Echo.limit(key));
  }

  /** Returns the path of an item of this list. */
  FieldPath item(int index) {
    return new FieldPath(this, "[" + index + "]");
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    append(text);
    return text.toString();
  }

  private void append(StringBuilder text) {
    if (parent == null) {
      return;
    }
    parent.append(text);
    if (!text.isEmpty() && !step.startsWith("[")) {
      text.append('.');
    }
    text.append(step);
  }
}
