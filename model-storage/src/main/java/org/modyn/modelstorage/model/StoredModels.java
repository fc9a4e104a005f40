package org.modyn.modelstorage.model;

import java.util.List;
import java.util.Set;

/**
 * All models of a model storage.
 *
 * @param pipelineIds all registered pipelines
 * @param lastId the last id that was given; those of models that were never stored count, too
 */
public record StoredModels(List<StoredModel> models, Set<Integer> pipelineIds, int lastId) {
  public StoredModels {
    models = List.copyOf(models);
    pipelineIds = Set.copyOf(pipelineIds);
  }
}
