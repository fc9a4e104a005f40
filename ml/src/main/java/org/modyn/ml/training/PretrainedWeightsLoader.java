package org.modyn.ml.training;

import ai.djl.ndarray.NDArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.MappedMemory;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.PretrainedWeights;
import org.modyn.ml.nn.BatchNorm2d;
import org.modyn.ml.tensor.NativeArrays;
import org.modyn.ml.weights.NamedTensor;
import org.modyn.ml.weights.SafetensorsFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Initializes a new model with weights that other software has trained. Such a file may be
 * incomplete: the last layer keeps its initial weights if it does not {@linkplain
 * PretrainedWeights#head fit}, and so do the batch counters of normalizations, which old versions
 * of PyTorch did not store.
 */
final class PretrainedWeightsLoader {
  private static final Logger log = LoggerFactory.getLogger(PretrainedWeightsLoader.class);

  /** The maximum number of names of a kind in a message. */
  private static final int LISTED = 5;

  private PretrainedWeightsLoader() {}

  /**
   * Loads the weights.
   *
   * @throws ModynException NOT_FOUND without the file; INVALID_ARGUMENT when it is not a complete
   *     safetensors file, or does not fit: then the message names the arrays that are missing,
   *     unexpected, or of another type or shape, and the model is unchanged
   */
  static void load(PretrainedWeights weights, Model model) {
    try (SafetensorsFile stored = open(weights.file())) {
      Map<String, NDArray> state = model.state();
      Map<String, NamedTensor> tensors = fitting(weights, stored, state);
      MappedMemory.reading(
          weights.file(),
          () ->
              tensors.forEach(
                  (name, tensor) -> NativeArrays.write(state.get(name), tensor.bytes())));
      log.info(
          "Loaded {} of {} arrays from {}; the last layer {}",
          tensors.size(),
          state.size(),
          weights.file(),
          tensors.keySet().containsAll(weights.head()) ? "too" : "is fresh");
    }
  }

  /**
   * Checks whether the weights could be loaded.
   *
   * @param model an outline is enough
   * @throws ModynException as {@link #load}
   */
  static void check(PretrainedWeights weights, Model model) {
    try (SafetensorsFile stored = open(weights.file())) {
      fitting(weights, stored, model.state());
    }
  }

  private static SafetensorsFile open(Path file) {
    try {
      return SafetensorsFile.open(file);
    } catch (ModynException e) {
      if (e.category() != ErrorCategory.DATA_LOSS) {
        throw e;
      }
      throw new ModynException(ErrorCategory.INVALID_ARGUMENT, e.getMessage(), e);
    }
  }

  /** The tensors to load, by their names in the state dictionary. */
  private static Map<String, NamedTensor> fitting(
      PretrainedWeights weights, SafetensorsFile stored, Map<String, NDArray> state) {
    Map<String, NamedTensor> tensors = new LinkedHashMap<>();
    List<String> unexpected = new ArrayList<>();
    List<String> different = new ArrayList<>();
    stored
        .tensors()
        .forEach(
            (nameInFile, tensor) -> {
              for (String name : weights.names(nameInFile)) {
                if (!state.containsKey(name) || tensors.put(name, tensor) != null) {
                  unexpected.add(nameInFile);
                }
              }
            });
    if (!weights.head().stream().allMatch(name -> fits(tensors.get(name), state.get(name)))) {
      tensors.keySet().removeAll(weights.head());
    }
    tensors.forEach(
        (name, tensor) -> {
          if (!fits(tensor, state.get(name))) {
            different.add(
                "%s (%s, not %s)".formatted(tensor.name(), tensor.type(), type(state.get(name))));
          }
        });
    List<String> missing =
        state.keySet().stream()
            .filter(name -> !tensors.containsKey(name) && !mayBeMissing(weights, name))
            .toList();
    check(weights.file(), missing, unexpected, different);
    return tensors;
  }

  private static boolean fits(NamedTensor tensor, NDArray array) {
    return tensor != null && tensor.type().equals(type(array));
  }

  private static String type(NDArray array) {
    return NamedTensor.type(NativeArrays.dataType(array), NativeArrays.shape(array));
  }

  private static boolean mayBeMissing(PretrainedWeights weights, String name) {
    return weights.head().contains(name) || name.endsWith("." + BatchNorm2d.BATCHES);
  }

  private static void check(
      Path file, List<String> missing, List<String> unexpected, List<String> different) {
    List<String> problems = new ArrayList<>();
    describe("missing", missing, problems);
    describe("unexpected", unexpected, problems);
    describe("of another type or shape", different, problems);
    if (!problems.isEmpty()) {
      throw ModynException.invalidArgument(
          "the weights in %s are not those of this model.config; %s",
          file, String.join("; ", problems));
    }
  }

  private static void describe(String kind, List<String> names, List<String> problems) {
    if (!names.isEmpty()) {
      String listed = names.stream().limit(LISTED).collect(Collectors.joining(", "));
      int others = names.size() - LISTED;
      problems.add(kind + " are " + listed + (others > 0 ? " and " + others + " more" : ""));
    }
  }
}
