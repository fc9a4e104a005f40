package org.modyn.ml.nn;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * A layer, a group of layers, or a model.
 *
 * <p>Parameters are trained; buffers are stored but not trained, for example the running statistics
 * of {@link BatchNorm2d}. Both are named by their path from the root: the names of the modules on
 * the path and their own, separated by dots, as {@code layer1.0.bn2.running_mean}. These are the
 * names of PyTorch's state dictionary, in its order. The array objects do not change during the
 * module's lifetime; optimizers and loading change their elements.
 *
 * <p>A subclass registers its children, parameters and buffers in its constructor. Not safe for
 * concurrent use.
 */
public abstract class Module {
  private final ModelContext context;
  private final SequencedMap<String, Module> children = new LinkedHashMap<>();
  private final SequencedMap<String, NDArray> parameters = new LinkedHashMap<>();
  private final SequencedMap<String, NDArray> buffers = new LinkedHashMap<>();
  private boolean training;

  protected Module(ModelContext context) {
    this.context = requireNonNull(context, "context is null");
  }

  /** The state that all modules of the model share. */
  protected final ModelContext context() {
    return context;
  }

  /** Registers a part and returns it. */
  protected final <M extends Module> M child(String name, M module) {
    checkFree(name);
    children.put(name, module);
    return module;
  }

  /** Registers a learned array, float32, and returns it. */
  protected final NDArray parameter(String name, NDArray array) {
    checkFree(name);
    array.setRequiresGradient(true);
    parameters.put(name, array);
    return array;
  }

  /** Registers an array that is stored, but not learned, and returns it. */
  protected final NDArray buffer(String name, NDArray array) {
    checkFree(name);
    buffers.put(name, array);
    return array;
  }

  private void checkFree(String name) {
    if (children.containsKey(name) || parameters.containsKey(name) || buffers.containsKey(name)) {
      throw new IllegalArgumentException("two parts are named " + name);
    }
  }

  /** All learned arrays of this module and its children, by path. */
  public final SequencedMap<String, NDArray> parameters() {
    SequencedMap<String, NDArray> all = new LinkedHashMap<>();
    collect("", all, true, false);
    return Collections.unmodifiableSequencedMap(all);
  }

  /** All learned and remembered arrays, by path: PyTorch's state dictionary. */
  public final SequencedMap<String, NDArray> state() {
    SequencedMap<String, NDArray> all = new LinkedHashMap<>();
    collect("", all, true, true);
    return Collections.unmodifiableSequencedMap(all);
  }

  private void collect(
      String prefix, SequencedMap<String, NDArray> all, boolean learned, boolean remembered) {
    if (learned) {
      parameters.forEach((name, array) -> all.put(prefix + name, array));
    }
    if (remembered) {
      buffers.forEach((name, array) -> all.put(prefix + name, array));
    }
    children.forEach(
        (name, module) -> module.collect(prefix + name + ".", all, learned, remembered));
  }

  /**
   * Sets whether layers that behave differently in training do so; a new module is in evaluation
   * mode.
   */
  public final void setTraining(boolean training) {
    this.training = training;
    trainingChanged(training);
    children.values().forEach(module -> module.setTraining(training));
  }

  public final boolean isTraining() {
    return training;
  }

  /** Overridden by modules that must pass the mode on to objects other than children. */
  protected void trainingChanged(boolean training) {}
}
