package org.modyn.modelstorage.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * The entry of a model in a list, without its configuration and provenance.
 *
 * @param trainedSamples the number of trained samples that were recorded; empty if they were not
 * @param file the file with the weights
 */
public record ModelListing(
    int modelId,
    int pipelineId,
    int triggerId,
    ModelRole role,
    String modelClass,
    long size,
    Sha256 checksum,
    Instant storedAt,
    OptionalLong trainedSamples,
    ModelFile file) {
  public ModelListing {
    requireNonNull(role, "role is null");
    requireNonNull(modelClass, "modelClass is null");
    requireNonNull(checksum, "checksum is null");
    requireNonNull(storedAt, "storedAt is null");
    requireNonNull(trainedSamples, "trainedSamples is null");
    requireNonNull(file, "file is null");
  }
}
