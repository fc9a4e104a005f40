package org.modyn.modelstorage.model;

import static java.util.Objects.requireNonNull;

/**
 * A stored model with its entry in lists.
 *
 * @param listing of the same model
 */
public record DescribedModel(StoredModel model, ModelListing listing) {
  public DescribedModel {
    requireNonNull(model, "model is null");
    requireNonNull(listing, "listing is null");
  }
}
