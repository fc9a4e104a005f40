package org.modyn.common.model;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;

/**
 * A model in the model storage, and which file it is.
 *
 * @param checksum the SHA-256 of the weights
 */
public record StoredModelFile(int modelId, ByteString checksum) {
  public StoredModelFile {
    requireNonNull(checksum, "checksum is null");
  }
}
