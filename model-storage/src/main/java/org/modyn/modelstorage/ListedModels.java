package org.modyn.modelstorage;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import org.modyn.modelstorage.model.ModelListing;
import org.modyn.modelstorage.store.ModelStore;
import org.modyn.proto.modelstorage.ListModelsResponse;

/** Streams a list of models as messages, each of which is read from the database on demand. */
final class ListedModels implements Iterator<ListModelsResponse> {
  private static final int MAXIMUM_MODELS = 1000;

  private final ModelStore models;
  private final OptionalInt pipelineId;
  private List<ModelListing> next;

  /**
   * @param pipelineId the pipeline of the models; empty means all pipelines
   */
  ListedModels(ModelStore models, OptionalInt pipelineId) {
    this.models = requireNonNull(models, "models is null");
    this.pipelineId = requireNonNull(pipelineId, "pipelineId is null");
    this.next = models.listAfter(pipelineId, 0, MAXIMUM_MODELS);
  }

  @Override
  public boolean hasNext() {
    return !next.isEmpty();
  }

  @Override
  public ListModelsResponse next() {
    if (next.isEmpty()) {
      throw new NoSuchElementException();
    }
    ListModelsResponse message =
        ListModelsResponse.newBuilder()
            .addAllModels(next.stream().map(ModelMessages::summary).toList())
            .build();
    next =
        next.size() < MAXIMUM_MODELS
            ? List.of()
            : models.listAfter(pipelineId, next.getLast().modelId(), MAXIMUM_MODELS);
    return message;
  }
}
