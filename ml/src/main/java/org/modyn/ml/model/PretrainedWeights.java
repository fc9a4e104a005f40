package org.modyn.ml.model;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Weights that were learned elsewhere.
 *
 * @param file a safetensors file
 * @param prefixes how names in the file begin that begin otherwise in the model's state dictionary,
 *     and how they do there; all other names are the same in both
 * @param unused how names in the file begin that the model has no use for
 * @param head names of the last layer's arrays in the state dictionary, which keep their fresh
 *     weights when the file has none of them, or ones of another shape: those of another number of
 *     classes
 */
public record PretrainedWeights(
    Path file, Map<String, String> prefixes, Set<String> unused, Set<String> head) {
  public PretrainedWeights {
    requireNonNull(file, "file is null");
    prefixes = Map.copyOf(prefixes);
    unused = Set.copyOf(unused);
    head = Set.copyOf(head);
  }

  /** Weights that have the names of the state dictionary. */
  public PretrainedWeights(Path file, Set<String> head) {
    this(file, Map.of(), Set.of(), head);
  }

  /**
   * The name of an array in the model's state dictionary.
   *
   * @param nameInFile its name in the file
   * @return empty when the model has no use for it
   */
  public Optional<String> name(String nameInFile) {
    if (unused.stream().anyMatch(nameInFile::startsWith)) {
      return Optional.empty();
    }
    return Optional.of(
        prefixes.entrySet().stream()
            .filter(prefix -> nameInFile.startsWith(prefix.getKey()))
            .findAny()
            .map(prefix -> prefix.getValue() + nameInFile.substring(prefix.getKey().length()))
            .orElse(nameInFile));
  }
}
