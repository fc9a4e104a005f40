package org.modyn.ml.model;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.modyn.common.error.ModynException;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.nn.Module;
import org.modyn.ml.nn.RandomMasks;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.weights.NamedTensor;

/**
 * A function of tensors with parameters that are learned. It owns its arrays, those of its {@link
 * ModelContext}, until it is closed.
 *
 * <p>Not safe for concurrent use. Callers that do not train turn recording off with {@link
 * org.modyn.ml.tensor.GradientMode}.
 */
public abstract class Model extends Module implements AutoCloseable {
  protected Model(ModelContext context) {
    super(context);
  }

  /** The inputs of the model. */
  public abstract List<ModelInput> inputs();

  /**
   * Checks the parts of a tensor's size that {@link #inputs} do not define.
   *
   * @param input the input that the tensor is passed to, which {@linkplain ModelInput#accepts
   *     accepts} it
   * @throws ModynException INVALID_ARGUMENT when the model cannot take tensors of this size
   */
  public void checkSize(ModelInput input, TensorSpecification tensor) {}

  /**
   * Checks values of inputs that the engine does not check, before the model uses them.
   *
   * @param batch that will be passed to the model
   * @throws ModynException INVALID_ARGUMENT with the key, the value and the allowed values
   */
  public void checkValues(TensorBatch batch) {}

  /**
   * Computes the outputs of a batch.
   *
   * @return in the manager of an input
   */
  public abstract ModelOutput forward(BatchInputs inputs);

  /**
   * The model's additional state, which is stored with its {@linkplain #state arrays}. The model
   * owns the memory.
   */
  public List<NamedTensor> extraState() {
    return List.of();
  }

  /**
   * Restores a stored state.
   *
   * @param state by name, as {@link #extraState} gave it; its memory is copied
   * @throws ModynException FAILED_PRECONDITION when it is not the state of such a model
   */
  public void restoreExtraState(Map<String, NamedTensor> state) {}

  /**
   * Signals that a new training starts from the stored state that was restored before. It is not
   * called when an interrupted training resumes.
   */
  public void startFromStoredModel() {}

  /**
   * Uses float16 for the operations for which PyTorch's autocast does, on devices that benefit from
   * it; see {@link ModelContext#setHalfPrecision}.
   */
  public final void setHalfPrecision(boolean halfPrecision) {
    context().setHalfPrecision(halfPrecision);
  }

  /** Creates a manager on the model's device for temporary arrays; the caller closes it. */
  public final NDManager newScratch() {
    return context().manager().newSubManager();
  }

  /** The generator of the model's dropout masks; its position is part of a checkpoint. */
  public final RandomMasks masks() {
    return context().masks();
  }

  @Override
  public void close() {
    context().close();
  }
}
