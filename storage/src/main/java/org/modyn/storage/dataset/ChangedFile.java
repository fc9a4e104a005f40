package org.modyn.storage.dataset;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How a file has changed since it was put into the index.
 *
 * @param tombstones its deleted samples; empty when the file is no longer part of the dataset
 */
public record ChangedFile(long firstKey, Optional<Tombstones> tombstones) {
  public ChangedFile {
    requireNonNull(tombstones, "tombstones is null");
  }
}
