package org.modyn.common.config.internal;

import java.util.List;
import org.modyn.common.config.FieldProblem;

/** Finds the locations of the fields of a file. */
public final class FieldLocator {
  private FieldLocator() {}

  /**
   * Adds problems that were found elsewhere, without access to the file.
   *
   * @param text the file; a field that is not in it is reported at the enclosing section
   */
  public static void addAll(String text, List<FieldProblem> found, Problems problems) {
    LocatedNode root =
        new LocatedNode(YamlReader.read(text, problems), Location.START, FieldPath.ROOT);
    found.forEach(
        problem ->
            problems.add(
                root.locationOf(problem.field()),
                FieldPath.ROOT.key(problem.field()),
                problem.message()));
  }
}
