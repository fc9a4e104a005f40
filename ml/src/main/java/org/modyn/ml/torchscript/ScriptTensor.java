package org.modyn.ml.torchscript;

import java.util.List;
import org.modyn.ml.tensor.TensorDataType;

/**
 * A parameter or buffer of a module.
 *
 * @param path the names on the way from the root; the last one is its own
 * @param learned whether it is a parameter that needs gradients
 * @param storage the number of the entry below {@code data/} that has the elements
 * @param strides between neighbours along each dimension, in elements
 * @param offset of the first element, in elements
 */
public record ScriptTensor(
    List<String> path,
    boolean learned,
    String storage,
    TensorDataType dataType,
    List<Long> shape,
    List<Long> strides,
    long offset) {
  /** Its name in the state dictionary. */
  public String name() {
    return String.join(".", path);
  }

  /** Whether it is the same memory as another one: a tied parameter. */
  boolean isSameAs(ScriptTensor other) {
    return storage.equals(other.storage)
        && offset == other.offset
        && shape.equals(other.shape)
        && strides.equals(other.strides);
  }

  ScriptTensor notLearned() {
    return new ScriptTensor(path, false, storage, dataType, shape, strides, offset);
  }
}
