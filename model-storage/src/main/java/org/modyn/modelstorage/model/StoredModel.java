package org.modyn.modelstorage.model;

import static java.util.Objects.requireNonNull;

/**
 * A model that can be loaded.
 *
 * @param size of the whole model in the safetensors format, in bytes
 * @param checksum of the whole model in the safetensors format
 */
public record StoredModel(int modelId, ModelDescription description, long size, Sha256 checksum) {
  public StoredModel {
    requireNonNull(description, "description is null");
    requireNonNull(checksum, "checksum is null");
  }
}
