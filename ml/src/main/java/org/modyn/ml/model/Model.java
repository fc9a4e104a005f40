package org.modyn.ml.model;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * A function of tensors with parameters that are learned. It owns its arrays until it is closed.
 *
 * <p>For one thread at a time. Callers that do not train turn recording off with {@link
 * org.modyn.ml.tensor.GradientMode}.
 */
public interface Model extends AutoCloseable {
  /**
   * The inputs by name. Any integer type may come for an integer tensor, and any floating type that
   * the model's operations understand for a floating one.
   */
  List<TensorSpecification> inputs();

  /**
   * The learned arrays under the names by which they are stored, always in the same order. The
   * arrays stay the same ones for the model's life; optimizers and loading change their elements.
   */
  SequencedMap<String, NDArray> parameters();

  /**
   * Computes the outputs of a batch.
   *
   * @param inputs {@code [batch, ...shape]} for each of {@link #inputs}; others are ignored
   * @return logits, {@code [batch]} or {@code [batch, classes]}, in the manager of an input
   * @throws ModynException INVALID_ARGUMENT when values of an input are out of range
   */
  NDArray forward(Map<String, NDArray> inputs);

  /** For models whose layers behave differently in training; they begin in evaluation mode. */
  default void setTraining(boolean training) {}

  @Override
  void close();
}
