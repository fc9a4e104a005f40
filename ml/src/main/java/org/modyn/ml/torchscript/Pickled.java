package org.modyn.ml.torchscript;

import java.util.List;
import java.util.Map;

/**
 * The values of a pickle other than texts, numbers ({@code Long}, {@code Double}), booleans and
 * {@code null}. No object is instantiated and no function is called, so that a pickle cannot run
 * code.
 */
sealed interface Pickled {
  /**
   * A list or a tuple.
   *
   * @param items can be changed
   */
  record Sequence(List<Object> items) implements Pickled {}

  /**
   * A dictionary.
   *
   * @param entries can be changed
   */
  record Mapping(Map<Object, Object> entries) implements Pickled {}

  /**
   * A class or function.
   *
   * @param name qualified with its module: {@code torch._utils._rebuild_tensor_v2}
   */
  record Global(String name) implements Pickled {}

  /**
   * The call of a class or function.
   *
   * @param arguments in their order
   */
  record Call(Global function, Sequence arguments) implements Pickled {}

  /**
   * An object that is stored outside of the pickle.
   *
   * @param id identifies the object
   */
  record Reference(Object id) implements Pickled {}

  /**
   * An object.
   *
   * @param attributes by name
   */
  record Instance(Global type, Mapping attributes) implements Pickled {}
}
