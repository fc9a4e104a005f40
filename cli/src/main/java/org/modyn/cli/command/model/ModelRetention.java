package org.modyn.cli.command.model;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.modyn.common.error.Checks;
import org.modyn.proto.modelstorage.ModelRole;
import org.modyn.proto.modelstorage.ModelSummary;

/**
 * Which models of a pipeline to keep. Models of different roles do not count for each other.
 *
 * @param newest the number of models of the last triggers, at least 1: a pipeline that goes on
 *     starts from its last model
 * @param every the models of triggers whose number is a multiple of it are kept; 0 means none
 */
record ModelRetention(int newest, int every) {
  private static final Comparator<ModelSummary> NEWEST_FIRST =
      comparingInt(ModelSummary::getTriggerId).thenComparing(ModelSummary::getModelId).reversed();

  ModelRetention {
    Checks.check(newest >= 1, "--newest: must be at least 1, but is %s", newest);
    Checks.check(every >= 0, "--every: must be at least 1, but is %s", every);
  }

  /**
   * Returns the models to delete, the newest first, so that models that are stored as differences
   * are deleted before those that they are differences from.
   *
   * @param models of one pipeline, in any order
   */
  List<ModelSummary> expired(List<ModelSummary> models) {
    Map<ModelRole, List<ModelSummary>> byRole = new TreeMap<>();
    models.forEach(
        model -> byRole.computeIfAbsent(model.getRole(), role -> new ArrayList<>()).add(model));
    return byRole.values().stream()
        .flatMap(same -> same.stream().sorted(NEWEST_FIRST).skip(newest))
        .filter(model -> every == 0 || model.getTriggerId() % every != 0)
        .sorted(comparing(ModelSummary::getModelId).reversed())
        .toList();
  }
}
