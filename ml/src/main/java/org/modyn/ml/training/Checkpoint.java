package org.modyn.ml.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.MappedMemory;
import org.modyn.ml.model.Model;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.weights.NamedTensor;
import org.modyn.ml.weights.SafetensorsFile;
import org.modyn.ml.weights.SafetensorsWriter;

/**
 * The state of a training as a {@linkplain SafetensorsWriter safetensors} file. It contains the
 * model's state dictionary under its names, the model's additional state as {@code
 * _extra_state.<name>}, the state of optimizers as {@code optimizer-<name>/<state>}, and samples
 * that are selected to be trained on as {@code selection/<name>}. Other frameworks that read the
 * weights must ignore names that begin with {@code optimizer-} or {@code selection/}.
 */
public final class Checkpoint {
  private static final String OPTIMIZER_PREFIX = "optimizer-";
  private static final String SELECTION_PREFIX = "selection/";

  /** PyTorch's name for entries of a state dictionary that are not tensors. */
  private static final String EXTRA_PREFIX = "_extra_state.";

  private Checkpoint() {}

  /**
   * Writes a file, replacing one that exists, straight from the arrays' memory.
   *
   * @param optimizers whose state is stored too; empty for the weights alone
   * @param metadata texts to store in the file
   * @throws ModynException RESOURCE_EXHAUSTED when the file cannot be written
   */
  public static void write(
      Path file, Model model, List<Optimizer> optimizers, Map<String, String> metadata) {
    write(file, model, optimizers, List.of(), metadata);
  }

  /**
   * As above.
   *
   * @param selection the samples that {@link #selection} returns
   */
  static void write(
      Path file,
      Model model,
      List<Optimizer> optimizers,
      List<NamedTensor> selection,
      Map<String, String> metadata) {
    try (NDManager scratch = model.newScratch()) {
      List<NamedTensor> tensors = new ArrayList<>(tensors(model, scratch));
      model.extraState().forEach(tensor -> tensors.add(renamed(EXTRA_PREFIX, tensor)));
      for (Optimizer optimizer : optimizers) {
        String prefix = prefix(optimizer);
        optimizer.state(scratch).forEach(tensor -> tensors.add(renamed(prefix, tensor)));
      }
      selection.forEach(tensor -> tensors.add(renamed(SELECTION_PREFIX, tensor)));
      SafetensorsWriter.write(file, tensors, metadata);
    }
  }

  private static NamedTensor renamed(String prefix, NamedTensor tensor) {
    return new NamedTensor(
        prefix + tensor.name(), tensor.dataType(), tensor.shape(), tensor.bytes());
  }

  /**
   * Loads all that the model learned and remembers.
   *
   * @throws ModynException NOT_FOUND without the file; DATA_LOSS when it is damaged;
   *     FAILED_PRECONDITION when it holds the parameters of another model
   */
  public static void load(Path file, Model model) {
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      MappedMemory.reading(file, () -> load(file, stored, model));
    }
  }

  private static void load(Path file, SafetensorsFile stored, Model model) {
    Map<String, NDArray> state = model.state();
    checkNames(file, stored, state.keySet());
    state.forEach(
        (name, array) -> {
          NamedTensor tensor = stored.tensors().get(name);
          String type = NamedTensor.type(NativeArrays.dataType(array), NativeArrays.shape(array));
          if (!tensor.type().equals(type)) {
            throw otherModel(file, name + " is " + tensor.type() + " and not " + type);
          }
          NativeArrays.write(array, tensor.bytes());
        });
    model.restoreExtraState(extraState(stored));
  }

  /** The model's additional state, by name. */
  static Map<String, NamedTensor> extraState(SafetensorsFile stored) {
    return below(EXTRA_PREFIX, stored);
  }

  /**
   * The texts that were written with the weights.
   *
   * @throws ModynException NOT_FOUND without the file; DATA_LOSS when it is damaged
   */
  public static Map<String, String> metadata(Path file) {
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      return stored.metadata();
    }
  }

  /**
   * Loads the states of optimizers, each by its name.
   *
   * @throws ModynException as {@link #load}, and INVALID_ARGUMENT when a state is missing or is one
   *     for other parameters
   */
  public static void loadOptimizers(Path file, List<Optimizer> optimizers) {
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      MappedMemory.reading(
          file,
          () ->
              optimizers.forEach(optimizer -> optimizer.restore(below(prefix(optimizer), stored))));
    }
  }

  /**
   * Returns copies of the selected samples in a file; empty if it has none.
   *
   * @throws ModynException NOT_FOUND without the file; DATA_LOSS when it is damaged
   */
  public static List<NamedTensor> selection(Path file) {
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      return MappedMemory.reading(
          file,
          () ->
              below(SELECTION_PREFIX, stored).entrySet().stream()
                  .map(entry -> copy(entry.getKey(), entry.getValue()))
                  .toList());
    }
  }

  private static NamedTensor copy(String name, NamedTensor tensor) {
    MemorySegment bytes = Arena.ofAuto().allocate(tensor.bytes().byteSize(), Long.BYTES);
    bytes.copyFrom(tensor.bytes());
    return new NamedTensor(name, tensor.dataType(), tensor.shape(), bytes);
  }

  /** The tensors whose names begin with a prefix, by the rest of their names. */
  private static Map<String, NamedTensor> below(String prefix, SafetensorsFile stored) {
    Map<String, NamedTensor> below = new LinkedHashMap<>();
    stored
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(prefix)) {
                below.put(name.substring(prefix.length()), tensor);
              }
            });
    return below;
  }

  private static List<NamedTensor> tensors(Model model, NDManager scratch) {
    return model.state().entrySet().stream()
        .map(
            entry ->
                new NamedTensor(
                    entry.getKey(),
                    NativeArrays.dataType(entry.getValue()),
                    NativeArrays.shape(entry.getValue()),
                    NativeArrays.memory(entry.getValue(), scratch)))
        .toList();
  }

  private static void checkNames(Path file, SafetensorsFile stored, Set<String> names) {
    for (String name : names) {
      if (!stored.tensors().containsKey(name)) {
        throw otherModel(file, "it has no " + name);
      }
    }
    for (String name : stored.tensors().keySet()) {
      if (!name.startsWith(OPTIMIZER_PREFIX)
          && !name.startsWith(EXTRA_PREFIX)
          && !name.startsWith(SELECTION_PREFIX)
          && !names.contains(name)) {
        throw otherModel(file, "it has a " + name);
      }
    }
  }

  private static ModynException otherModel(Path file, String difference) {
    return new ModynException(
        ErrorCategory.FAILED_PRECONDITION,
        "the weights in " + file + " are not those of this model.config: " + difference);
  }

  private static String prefix(Optimizer optimizer) {
    return OPTIMIZER_PREFIX + optimizer.name() + "/";
  }
}
