package org.modyn.ml.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.nn.Module;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.weights.NamedTensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two models of one class, for the irreducible loss of RHO-LOSS (Mindermann et al., "Prioritized
 * Training on Points that are Learnable, Worth Learning, and Not Yet Learnt", arXiv:2206.07137,
 * section 3) without a holdout set: each model is trained on one half of the data and evaluated on
 * the other half.
 *
 * <p>It is trained twice. The first training, with new weights or after a second training, trains
 * the first model; the next training, which starts from the stored result of the first, trains the
 * second model. The keys of each model's training samples are stored. In evaluation each sample is
 * processed by the model that was not trained on it, and by the first model if neither was.
 * However, if one of the models was trained on no sample of a batch, it processes the whole batch;
 * if that holds for both models, the first one does.
 *
 * <p>Inputs and outputs are those of the two models, whose arrays are {@code _models.0.<name>} and
 * {@code _models.1.<name>}.
 */
final class RhoLossTwin extends Model {
  private static final Logger log = LoggerFactory.getLogger(RhoLossTwin.class);

  /** The prefixes of the names of each model's arrays. */
  static final List<String> PREFIXES = List.of("_models.0.", "_models.1.");

  private static final String CURRENT = "current_model";
  private static final String SEEN = "models_seen_ids.";

  private static final class Pair extends Module {
    private final List<Model> models;

    Pair(ModelContext context, ModelOptions options) {
      super(context);
      models = List.of(child("0", options.create(context)), child("1", options.create(context)));
    }
  }

  private final List<Model> models;
  private final List<KeySet> seen = List.of(new KeySet(), new KeySet());
  private int current;

  RhoLossTwin(ModelContext context, ModelOptions options) {
    super(context);
    models = child("_models", new Pair(context, options)).models;
  }

  @Override
  public List<ModelInput> inputs() {
    return models.getFirst().inputs();
  }

  @Override
  public void checkSize(ModelInput input, TensorSpecification tensor) {
    models.getFirst().checkSize(input, tensor);
  }

  @Override
  public void checkValues(TensorBatch batch) {
    models.getFirst().checkValues(batch);
  }

  @Override
  public ModelOutput forward(BatchInputs inputs) {
    if (isTraining()) {
      for (int sample = 0; sample < inputs.size(); sample++) {
        seen.get(current).add(inputs.keys()[sample]);
      }
      return models.get(current).forward(inputs);
    }
    boolean[] seenByFirst = whichAreIn(seen.getFirst(), inputs);
    if (!containsTrue(seenByFirst)) {
      return models.getFirst().forward(inputs);
    }
    if (!containsTrue(whichAreIn(seen.getLast(), inputs))) {
      return models.getLast().forward(inputs);
    }
    ModelOutput first = models.getFirst().forward(inputs);
    ModelOutput second = models.getLast().forward(inputs);
    NDArray logits = select(seenByFirst, second.logits(), first.logits());
    return new ModelOutput(
        logits,
        first.hasEmbedding() ? select(seenByFirst, second.embedding(), first.embedding()) : logits);
  }

  private static boolean[] whichAreIn(KeySet keys, BatchInputs inputs) {
    boolean[] contained = new boolean[inputs.size()];
    for (int sample = 0; sample < contained.length; sample++) {
      contained[sample] = keys.contains(inputs.keys()[sample]);
    }
    return contained;
  }

  private static boolean containsTrue(boolean[] values) {
    for (boolean value : values) {
      if (value) {
        return true;
      }
    }
    return false;
  }

  /** Selects rows of one array where the condition is true, and of the other where it is false. */
  private static NDArray select(boolean[] condition, NDArray whereTrue, NDArray whereFalse) {
    NDManager manager = whereTrue.getManager();
    long[] shape = new long[whereTrue.getShape().dimension()];
    Arrays.fill(shape, 1);
    shape[0] = condition.length;
    return Operations.select(
        Operations.reshape(manager.create(condition), shape), whereTrue, whereFalse);
  }

  @Override
  public void startFromStoredModel() {
    models.forEach(Model::startFromStoredModel);
    if (current == 1) {
      log.info("Both models have been trained: the first one is trained again");
      seen.forEach(KeySet::clear);
    }
    current = 1 - current;
  }

  @Override
  public List<NamedTensor> extraState() {
    List<NamedTensor> state = new ArrayList<>();
    state.add(longs(CURRENT, List.of(), current));
    for (int index = 0; index < models.size(); index++) {
      long[] keys = seen.get(index).sorted();
      state.add(longs(SEEN + index, List.of((long) keys.length), keys));
      for (NamedTensor inner : models.get(index).extraState()) {
        state.add(
            new NamedTensor(
                PREFIXES.get(index) + inner.name(),
                inner.dataType(),
                inner.shape(),
                inner.bytes()));
      }
    }
    return state;
  }

  private static NamedTensor longs(String name, List<Long> shape, long... values) {
    MemorySegment memory = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG, values.length);
    MemorySegment.copy(values, 0, memory, ValueLayout.JAVA_LONG, 0, values.length);
    return new NamedTensor(name, TensorDataType.INT64, shape, memory);
  }

  @Override
  public void restoreExtraState(Map<String, NamedTensor> state) {
    current = Math.toIntExact(longs(state, CURRENT)[0]);
    for (int index = 0; index < models.size(); index++) {
      KeySet keys = seen.get(index);
      keys.clear();
      for (long key : longs(state, SEEN + index)) {
        keys.add(key);
      }
      Map<String, NamedTensor> inner = new LinkedHashMap<>();
      String prefix = PREFIXES.get(index);
      state.forEach(
          (name, tensor) -> {
            if (name.startsWith(prefix)) {
              inner.put(name.substring(prefix.length()), tensor);
            }
          });
      models.get(index).restoreExtraState(inner);
    }
  }

  private static long[] longs(Map<String, NamedTensor> state, String name) {
    NamedTensor tensor = state.get(name);
    if (tensor == null || tensor.dataType() != TensorDataType.INT64) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "the stored model is no RHOLOSSTwinModel: it has no " + name);
    }
    return tensor.bytes().toArray(ValueLayout.JAVA_LONG_UNALIGNED);
  }
}
