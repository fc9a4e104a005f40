package org.modyn.modelstorage.model;

import static java.util.Objects.requireNonNull;

/**
 * A stored model.
 *
 * @param size the size of the model in the safetensors format, in bytes
 * @param checksum the checksum of the model in the safetensors format
 */
public record StoredModel(int modelId, ModelDescription description, long size, Sha256 checksum) {
  public StoredModel {
    requireNonNull(description, "description is null");
    requireNonNull(checksum, "checksum is null");
  }
}
