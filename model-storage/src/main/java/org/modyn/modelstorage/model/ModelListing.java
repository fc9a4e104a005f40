package org.modyn.modelstorage.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** The entry of a model in a list, without its configuration and provenance. */
public record ModelListing(
    int modelId,
    int pipelineId,
    int triggerId,
    ModelRole role,
    String modelClass,
    long size,
    Sha256 checksum,
    Instant storedAt) {
  public ModelListing {
    requireNonNull(role, "role is null");
    requireNonNull(modelClass, "modelClass is null");
    requireNonNull(checksum, "checksum is null");
    requireNonNull(storedAt, "storedAt is null");
  }
}
