package org.modyn.cli.convert;

import java.util.List;
import java.util.stream.Stream;

/** Paths of keys and numbers of list elements. */
final class Paths {
  private Paths() {}

  static List<String> of(String path) {
    return List.of(path.split("\\."));
  }

  static List<String> child(List<String> path, String step) {
    return Stream.concat(path.stream(), Stream.of(step)).toList();
  }

  /** Formats a path, for example {@code evaluation.datasets[0].metrics}. */
  static String format(List<String> path) {
    return String.join(".", path).replaceAll("\\.(\\d+)(?=\\.|$)", "[$1]");
  }
}
