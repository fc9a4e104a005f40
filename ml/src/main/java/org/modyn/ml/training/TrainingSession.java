package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loss.LossOptions;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.optimizer.Optimizers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorEngine;

/**
 * A model with its optimizers and all memory that they need, to be trained and written to a file.
 * What servers use; {@link Learner} and {@link Checkpoint} are its parts.
 *
 * <p>For one thread, a platform thread, from opening to closing.
 */
public final class TrainingSession implements AutoCloseable {
  private final NDManager manager;
  private final Model model;
  private final List<Optimizer> optimizers;
  private final Learner learner;

  private TrainingSession(
      NDManager manager, Model model, List<Optimizer> optimizers, Learner learner) {
    this.manager = manager;
    this.model = model;
    this.optimizers = optimizers;
    this.learner = learner;
  }

  /**
   * Makes a model with fresh weights and its optimizers.
   *
   * @param optimizers JSON; see {@link Optimizers#create}
   * @param input what fills the batches, and makes the model's inputs of them
   * @param seed of the weights and dropout masks
   * @throws ModynException INVALID_ARGUMENT, naming the key, when the model or an optimizer cannot
   *     be made, or the model needs other tensors; UNIMPLEMENTED for what is not supported
   */
  public static TrainingSession open(
      TensorEngine engine,
      Device device,
      ModelOptions options,
      LossOptions criterion,
      String optimizers,
      InputPipeline input,
      long seed) {
    requireNonNull(criterion, "criterion is null");
    NDManager manager = engine.newManager(device);
    try {
      Model model = options.create(new ModelContext(manager, device, seed));
      List<Optimizer> made = Optimizers.create(manager, optimizers, model);
      Learner learner = new Learner(manager, device, model, criterion.create(manager), made, input);
      return new TrainingSession(manager, model, made, learner);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** Makes a step; see {@link Learner#step}. */
  public float step(TensorBatch batch) {
    return learner.step(batch);
  }

  /**
   * Goes on from stored weights.
   *
   * @param withOptimizers whether to go on from the optimizers' states, too
   * @throws ModynException see {@link Checkpoint#load} and {@link Checkpoint#loadOptimizers}
   */
  public void load(Path file, boolean withOptimizers) {
    Checkpoint.load(file, model);
    if (withOptimizers) {
      Checkpoint.loadOptimizers(file, optimizers);
    }
  }

  /** Writes the weights and the optimizers' states; see {@link Checkpoint#write}. */
  public void write(Path file, Map<String, String> metadata) {
    Checkpoint.write(file, model, optimizers, metadata);
  }

  @Override
  public void close() {
    learner.close();
    optimizers.forEach(Optimizer::close);
    model.close();
    manager.close();
  }
}
