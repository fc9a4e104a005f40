package org.modyn.ml.training;

import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.ml.downsampling.Candidates;
import org.modyn.ml.downsampling.IrreducibleLosses;
import org.modyn.ml.downsampling.SampleFeature;
import org.modyn.ml.loss.Labels;
import org.modyn.ml.loss.Loss;
import org.modyn.ml.model.Model;
import org.modyn.ml.tensor.GradientMode;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.tensor.RowException;
import org.modyn.ml.tensor.TensorBatch;

/**
 * Computes what a downsampling strategy needs to know about the samples of a batch, with the model
 * that is being trained. The model is in evaluation mode meanwhile, and nothing is recorded:
 * neither the statistics of batch normalization nor the position of the dropout masks change.
 *
 * <p>A batch costs one forward pass. Gradients are those of the logits, in closed form for
 * cross-entropy, otherwise by a backward pass that ends at the logits; there is no backward pass
 * through the model, and none for a single sample.
 *
 * <p>Training on the rows of the scoring pass, instead of passing the selected samples through the
 * model again, would need a recorded forward pass and a backward pass over all rows. A backward
 * pass takes about twice as long as a forward pass, so that costs 3 units a batch, but scoring and
 * then training on a part {@code r} costs {@code 1 + 3 r}, which is less unless {@code r} is above
 * 2/3.
 *
 * <p>Not safe for concurrent use; the calling thread must be a platform thread.
 */
public final class SampleScorer implements AutoCloseable {
  private static final int ALIGNMENT = 64;

  private final Model model;
  private final Loss loss;
  private final BatchArrays arrays;
  private final SampleFeature feature;
  private final Optional<IrreducibleLosses> irreducible;
  private final NDManager manager;
  private MemorySegment features = MemorySegment.NULL;

  /**
   * @param manager the parent of this scorer's own manager
   * @param model in training mode after each call, whatever its mode was
   * @param irreducible of all samples that are scored; needed for {@link
   *     SampleFeature#REDUCIBLE_LOSS} only
   */
  SampleScorer(
      NDManager manager,
      Model model,
      Loss loss,
      BatchArrays arrays,
      SampleFeature feature,
      Optional<IrreducibleLosses> irreducible) {
    this.model = requireNonNull(model, "model is null");
    this.loss = requireNonNull(loss, "loss is null");
    this.arrays = requireNonNull(arrays, "arrays is null");
    this.feature = requireNonNull(feature, "feature is null");
    this.irreducible = requireNonNull(irreducible, "irreducible is null");
    if (feature == SampleFeature.REDUCIBLE_LOSS && irreducible.isEmpty()) {
      throw new IllegalArgumentException("the irreducible losses are missing");
    }
    this.manager = manager.newSubManager();
  }

  /**
   * Computes the features of a batch.
   *
   * @param batch at least one sample; not changed
   * @return a row for each sample, in the order of the batch; it refers to the memory of the batch,
   *     and to memory that the next call overwrites
   * @throws ModynException INVALID_ARGUMENT when inputs or labels are out of the model's range
   */
  public Candidates score(TensorBatch batch) {
    if (batch.size() == 0) {
      throw new IllegalArgumentException("the batch is empty");
    }
    model.setTraining(false);
    try (NDManager scratch = manager.newSubManager();
        GradientMode off = GradientMode.off()) {
      Labels labels = arrays.labels(scratch, batch);
      NDArray rows =
          FeatureComputation.of(
              feature, model.forward(arrays.inputs(scratch, batch)), labels, loss);
      copy(NativeArrays.memory(rows, scratch));
      if (feature == SampleFeature.REDUCIBLE_LOSS) {
        subtractIrreducible(batch);
      }
      return new Candidates(
          batch.size(),
          (int) rows.getShape().get(1),
          MemorySegment.ofArray(batch.keys()),
          batch.labels(),
          features);
    } catch (RowException e) {
      throw e.of(batch);
    } finally {
      model.setTraining(true);
    }
  }

  private void subtractIrreducible(TensorBatch batch) {
    IrreducibleLosses losses = irreducible.orElseThrow();
    for (int row = 0; row < batch.size(); row++) {
      float loss = features.getAtIndex(ValueLayout.JAVA_FLOAT, row);
      features.setAtIndex(ValueLayout.JAVA_FLOAT, row, loss - losses.of(batch.keys()[row]));
    }
  }

  private void copy(MemorySegment rows) {
    if (features.byteSize() < rows.byteSize()) {
      features = Arena.ofAuto().allocate(rows.byteSize(), ALIGNMENT);
    }
    features.copyFrom(rows);
  }

  @Override
  public void close() {
    manager.close();
  }
}
