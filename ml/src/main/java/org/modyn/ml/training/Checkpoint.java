package org.modyn.ml.training;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.model.Model;
import org.modyn.ml.optimizer.Optimizer;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.weights.NamedTensor;
import org.modyn.ml.weights.SafetensorsFile;
import org.modyn.ml.weights.SafetensorsWriter;

/**
 * What was learned, as a file: a {@linkplain SafetensorsWriter safetensors} file with the model's
 * parameters under their names, and the state of optimizers as {@code optimizer-<name>/<state>}.
 * Other frameworks that read the weights leave out what begins with {@code optimizer-}.
 */
public final class Checkpoint {
  private static final String OPTIMIZER_PREFIX = "optimizer-";

  private Checkpoint() {}

  /**
   * Writes a file, replacing one that exists, straight from the arrays' memory.
   *
   * @param optimizers whose state is stored too; empty for the weights alone
   * @param metadata texts for whoever reads the file
   * @throws ModynException RESOURCE_EXHAUSTED when the file cannot be written
   */
  public static void write(
      Path file, Model model, List<Optimizer> optimizers, Map<String, String> metadata) {
    List<NamedTensor> tensors = new ArrayList<>(tensors(model));
    for (Optimizer optimizer : optimizers) {
      String prefix = prefix(optimizer);
      optimizer
          .state()
          .forEach(
              tensor ->
                  tensors.add(
                      new NamedTensor(
                          prefix + tensor.name(),
                          tensor.dataType(),
                          tensor.shape(),
                          tensor.bytes())));
    }
    SafetensorsWriter.write(file, tensors, metadata);
  }

  /**
   * Loads the model's parameters.
   *
   * @throws ModynException NOT_FOUND without the file; DATA_LOSS when it is damaged;
   *     FAILED_PRECONDITION when it holds the parameters of another model
   */
  public static void load(Path file, Model model) {
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      List<NamedTensor> parameters = tensors(model);
      checkNames(file, stored, parameters);
      for (NamedTensor parameter : parameters) {
        NamedTensor tensor = stored.tensors().get(parameter.name());
        if (!tensor.type().equals(parameter.type())) {
          throw otherModel(
              file, parameter.name() + " is " + tensor.type() + " and not " + parameter.type());
        }
        MemorySegment.copy(tensor.bytes(), 0, parameter.bytes(), 0, parameter.bytes().byteSize());
      }
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
      for (Optimizer optimizer : optimizers) {
        String prefix = prefix(optimizer);
        Map<String, NamedTensor> state = new LinkedHashMap<>();
        stored
            .tensors()
            .forEach(
                (name, tensor) -> {
                  if (name.startsWith(prefix)) {
                    state.put(name.substring(prefix.length()), tensor);
                  }
                });
        optimizer.restore(state);
      }
    }
  }

  private static List<NamedTensor> tensors(Model model) {
    return model.parameters().entrySet().stream()
        .map(
            entry ->
                new NamedTensor(
                    entry.getKey(),
                    NativeArrays.dataType(entry.getValue()),
                    NativeArrays.shape(entry.getValue()),
                    NativeArrays.memory(entry.getValue())))
        .toList();
  }

  private static void checkNames(Path file, SafetensorsFile stored, List<NamedTensor> parameters) {
    List<String> names = parameters.stream().map(NamedTensor::name).toList();
    for (String name : names) {
      if (!stored.tensors().containsKey(name)) {
        throw otherModel(file, "it has no " + name);
      }
    }
    for (String name : stored.tensors().keySet()) {
      if (!name.startsWith(OPTIMIZER_PREFIX) && !names.contains(name)) {
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
