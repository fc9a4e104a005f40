package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.modyn.common.error.ModynException;
import org.modyn.ml.weights.NamedTensor;

/**
 * Changes parameters of a model by their gradients. It owns its state's arrays until it is closed.
 *
 * <p>For one thread at a time.
 */
public interface Optimizer extends AutoCloseable {
  /** The name in the pipeline file. */
  String name();

  /**
   * Makes one step with the gradients that the parameters have, and clears them. Parameters without
   * a gradient stay as they are. Recording has to be off.
   *
   * @param scratch owns the temporary arrays of this step
   */
  void step(NDManager scratch);

  /**
   * What the optimizer remembers from its steps, under stable names: {@code <parameter>.exp_avg}.
   * The memory is the optimizer's own: the next step changes it.
   */
  List<NamedTensor> state();

  /**
   * Goes on from a stored state.
   *
   * @param state by name, as {@link #state} gave it; its memory is copied
   * @throws ModynException INVALID_ARGUMENT when it is not the state of such an optimizer for such
   *     parameters
   */
  void restore(Map<String, NamedTensor> state);

  @Override
  void close();
}
