package org.modyn.modelstorage.model;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * A stored model.
 *
 * @param size the size of the model in the safetensors format, in bytes
 * @param checksum the checksum of the model in the safetensors format
 * @param trainedSamples the number of trained samples that were recorded; empty if they were not
 * @param file the file with the weights
 */
public record StoredModel(
    int modelId,
    ModelDescription description,
    long size,
    Sha256 checksum,
    OptionalLong trainedSamples,
    ModelFile file) {
  public StoredModel {
    requireNonNull(description, "description is null");
    requireNonNull(checksum, "checksum is null");
    requireNonNull(trainedSamples, "trainedSamples is null");
    requireNonNull(file, "file is null");
  }
}
