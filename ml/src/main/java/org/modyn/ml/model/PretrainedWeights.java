package org.modyn.ml.model;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Set;

/**
 * Weights that were learned elsewhere.
 *
 * @param file a safetensors file with the names of the model's state dictionary
 * @param head names of the last layer's arrays, which keep their fresh weights when the file has
 *     none of them, or ones of another shape: those of another number of classes
 */
public record PretrainedWeights(Path file, Set<String> head) {
  public PretrainedWeights {
    requireNonNull(file, "file is null");
    head = Set.copyOf(head);
  }
}
