package org.modyn.storage.dataset;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.storage.file.PackedLabels;

/**
 * A change of a file that is in the index.
 *
 * @param tombstones its deleted samples; empty when the file is no longer part of the dataset
 * @param labels its labels, if they have changed
 */
public record ChangedFile(
    long firstKey, Optional<Tombstones> tombstones, Optional<PackedLabels> labels) {
  public ChangedFile {
    requireNonNull(tombstones, "tombstones is null");
    requireNonNull(labels, "labels is null");
  }
}
