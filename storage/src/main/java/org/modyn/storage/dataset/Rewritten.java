package org.modyn.storage.dataset;

import static java.util.Objects.requireNonNull;

import org.modyn.storage.filesystem.FileStatus;
import org.roaringbitmap.RoaringBitmap;

/**
 * The state of a file after deleted samples were removed from it.
 *
 * @param erased positions of the samples that were removed from the file, all of them deleted; must
 *     not be modified afterwards
 * @param status the current status of the file
 */
public record Rewritten(RoaringBitmap erased, FileStatus status) {
  public Rewritten {
    requireNonNull(erased, "erased is null");
    requireNonNull(status, "status is null");
  }
}
