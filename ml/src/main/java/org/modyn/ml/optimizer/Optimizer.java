package org.modyn.ml.optimizer;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.modyn.common.error.ModynException;
import org.modyn.ml.weights.NamedTensor;

/**
 * Changes parameters of a model by their gradients. It owns the arrays of its state until it is
 * closed.
 *
 * <p>Not safe for concurrent use.
 */
public interface Optimizer extends AutoCloseable {
  /** The name in the pipeline file. */
  String name();

  /**
   * The parameters by the options that they are changed with, in the order of the pipeline file.
   * Learning rates that are set here apply from the next step on.
   */
  List<ParameterGroup> groups();

  /**
   * Performs one step with the gradients of the parameters, and clears the gradients. Parameters
   * without a gradient are not changed. Recording must be off.
   *
   * @param scratch owns the temporary arrays of this step
   */
  void step(NDManager scratch);

  /**
   * The state of the optimizer, under stable names such as {@code <parameter>.exp_avg}. Learning
   * rates are not part of the state: they are defined by the options or by the state of a schedule.
   * On the CPU the returned memory is the optimizer's own, which the next step changes.
   *
   * @param scratch owns the copies of arrays on other devices, which are valid until this manager
   *     is closed
   */
  List<NamedTensor> state(NDManager scratch);

  /**
   * Restores a stored state.
   *
   * @param state by name, as {@link #state} gave it; its memory is copied
   * @throws ModynException INVALID_ARGUMENT when it is not the state of such an optimizer for such
   *     parameters
   */
  void restore(Map<String, NamedTensor> state);

  @Override
  void close();
}
