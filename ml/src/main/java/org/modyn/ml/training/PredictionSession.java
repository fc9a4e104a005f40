package org.modyn.ml.training;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.metric.Predictions;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorEngine;

/**
 * A trained model with all memory that it requires, for computing its outputs. Servers use this
 * class; it uses {@link Predictor}.
 *
 * <p>Must be opened, used and closed on the same platform thread.
 */
public final class PredictionSession implements AutoCloseable {
  private final NDManager manager;
  private final Model model;
  private final Predictor predictor;

  private PredictionSession(NDManager manager, Model model, Predictor predictor) {
    this.manager = manager;
    this.model = model;
    this.predictor = predictor;
  }

  /**
   * Creates a model and loads its weights.
   *
   * @param weights a file that {@link TrainingSession#write} has written
   * @param input the pipeline that fills the batches and creates the model's inputs from them
   * @throws ModynException INVALID_ARGUMENT when the model cannot be created or requires other
   *     tensors; see {@link Checkpoint#load} for the weights
   */
  public static PredictionSession open(
      TensorEngine engine, Device device, ModelOptions options, Path weights, InputPipeline input) {
    NDManager manager = engine.newManager(device);
    try {
      Model model = options.create(ModelContext.ofStoredModel(manager, device));
      Checkpoint.load(weights, model);
      return new PredictionSession(manager, model, new Predictor(manager, device, model, input));
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  /** Computes a batch's outputs; see {@link Predictor#predict}. */
  public Predictions predict(TensorBatch batch) {
    return predictor.predict(batch);
  }

  /** Starts to compute a batch's outputs; see {@link Predictor#start}. */
  public PendingPredictions start(TensorBatch batch) {
    return predictor.start(batch);
  }

  @Override
  public void close() {
    predictor.close();
    model.close();
    manager.close();
  }
}
