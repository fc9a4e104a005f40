package org.modyn.cli.command.dataset;

import java.io.PrintWriter;
import java.util.List;
import org.modyn.cli.output.Counts;

/** Prints the files that a deletion did not remove. */
final class LeftFiles {
  private LeftFiles() {}

  /**
   * Prints the files; nothing when there are none.
   *
   * @param paths the first of the files
   * @param count number of all files
   */
  static void print(PrintWriter output, List<String> paths, long count) {
    if (count == 0) {
      return;
    }
    output.printf(
        "%s files changed after they were ingested and are left as they are:%n",
        Counts.text(count));
    paths.forEach(path -> output.printf("  %s%n", path));
    if (count > paths.size()) {
      output.printf("  ... and %s more%n", Counts.text(count - paths.size()));
    }
  }
}
