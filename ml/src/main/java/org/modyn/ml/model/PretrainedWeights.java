package org.modyn.ml.model;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Weights that were learned elsewhere.
 *
 * @param file a safetensors file; some names may be missing, see {@code head}
 * @param prefixes how names in the file begin that begin otherwise in the model's state dictionary,
 *     and how they do there; all other names are the same in both
 * @param head names of the last layer's arrays in the state dictionary, which keep their fresh
 *     weights when the file has none of them, or ones of another shape: those of another number of
 *     classes
 */
public record PretrainedWeights(Path file, Map<String, String> prefixes, Set<String> head) {
  public PretrainedWeights {
    requireNonNull(file, "file is null");
    prefixes = Map.copyOf(prefixes);
    head = Set.copyOf(head);
  }

  /** Weights that have the names of the state dictionary. */
  public PretrainedWeights(Path file, Set<String> head) {
    this(file, Map.of(), head);
  }

  /**
   * The name of an array in the model's state dictionary.
   *
   * @param nameInFile its name in the file
   */
  public String name(String nameInFile) {
    return prefixes.entrySet().stream()
        .filter(prefix -> nameInFile.startsWith(prefix.getKey()))
        .findAny()
        .map(prefix -> prefix.getValue() + nameInFile.substring(prefix.getKey().length()))
        .orElse(nameInFile);
  }
}
