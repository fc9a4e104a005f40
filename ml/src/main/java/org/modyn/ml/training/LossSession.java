package org.modyn.ml.training;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.ml.downsampling.Candidates;
import org.modyn.ml.downsampling.SampleFeature;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.LossOptions;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorEngine;

/**
 * A stored model with all memory that it requires, for computing the loss of samples in evaluation
 * mode. Use {@link PredictionSession} for its outputs.
 *
 * <p>Must be opened, used and closed on the same platform thread.
 */
public final class LossSession implements AutoCloseable {
  private final NDManager manager;
  private final Model model;
  private final SampleScorer scorer;

  private LossSession(NDManager manager, Model model, SampleScorer scorer) {
    this.manager = manager;
    this.model = model;
    this.scorer = scorer;
  }

  /**
   * Creates a model and loads its weights.
   *
   * @param weights a file that {@link TrainingSession#write} has written
   * @param input the pipeline that fills the batches and creates the model's inputs from them
   * @throws ModynException INVALID_ARGUMENT when the model cannot be created or requires other
   *     tensors; see {@link Checkpoint#load} for the weights
   */
  public static LossSession open(
      TensorEngine engine,
      Device device,
      ModelOptions options,
      Path weights,
      InputPipeline input,
      LossOptions criterion) {
    NDManager manager = engine.newManager(device);
    try {
      Model model = options.create(ModelContext.ofStoredModel(manager, device));
      Checkpoint.load(weights, model);
      SampleScorer scorer =
          new SampleScorer(
              manager,
              model,
              criterion.create(manager),
              new BatchArrays(device, model, input),
              SampleFeature.LOSS,
              Optional.empty());
      return new LossSession(manager, model, scorer);
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  /** Computes the losses of a batch, as their only feature; see {@link SampleScorer#score}. */
  public Candidates losses(TensorBatch batch) {
    return scorer.score(batch);
  }

  @Override
  public void close() {
    scorer.close();
    model.close();
    manager.close();
  }
}
