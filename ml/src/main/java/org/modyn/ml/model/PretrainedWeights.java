package org.modyn.ml.model;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Weights that were trained outside of Modyn.
 *
 * @param file a safetensors file
 * @param prefixes prefixes of names in the file that differ in the model's state dictionary, with
 *     the prefixes that replace them; all other names are equal in both
 * @param unused prefixes of names in the file that the model does not use
 * @param roots the prefix of the model's names, for each part of the model that receives the
 *     weights
 * @param head names of the last layer's arrays in the state dictionary, which keep their initial
 *     weights if the file contains none of them, or arrays of another shape, because of another
 *     number of classes
 */
public record PretrainedWeights(
    Path file,
    Map<String, String> prefixes,
    Set<String> unused,
    List<String> roots,
    Set<String> head) {
  private static final String WHOLE_MODEL = "";

  public PretrainedWeights {
    requireNonNull(file, "file is null");
    prefixes = Map.copyOf(prefixes);
    unused = Set.copyOf(unused);
    roots = List.copyOf(roots);
    head = Set.copyOf(head);
  }

  /** Weights of a whole model. */
  public PretrainedWeights(
      Path file, Map<String, String> prefixes, Set<String> unused, Set<String> head) {
    this(file, prefixes, unused, List.of(WHOLE_MODEL), head);
  }

  /** Weights that have the names of the state dictionary. */
  public PretrainedWeights(Path file, Set<String> head) {
    this(file, Map.of(), Set.of(), head);
  }

  /**
   * Returns the same weights for parts of a larger model.
   *
   * @param parts the prefix of the names of each part
   */
  PretrainedWeights forParts(List<String> parts) {
    return new PretrainedWeights(
        file,
        prefixes,
        unused,
        parts.stream().flatMap(part -> roots.stream().map(root -> part + root)).toList(),
        parts.stream()
            .flatMap(part -> head.stream().map(name -> part + name))
            .collect(Collectors.toSet()));
  }

  /**
   * A model's options without the keys that name such weights; they are the same for all models.
   *
   * @param config {@code model.config}
   */
  public static Map<String, Object> removeFrom(Map<String, Object> config) {
    Map<String, Object> without = new LinkedHashMap<>(config);
    without.keySet().removeAll(Set.of("use_pretrained", "pretrained_path"));
    return without;
  }

  /**
   * The names in the model's state dictionary of the arrays that get the elements of one in the
   * file.
   *
   * @param nameInFile its name in the file
   * @return empty when the model has no use for it
   */
  public List<String> names(String nameInFile) {
    if (unused.stream().anyMatch(nameInFile::startsWith)) {
      return List.of();
    }
    String name =
        prefixes.entrySet().stream()
            .filter(prefix -> nameInFile.startsWith(prefix.getKey()))
            .findAny()
            .map(prefix -> prefix.getValue() + nameInFile.substring(prefix.getKey().length()))
            .orElse(nameInFile);
    return roots.stream().map(root -> root + name).toList();
  }
}
