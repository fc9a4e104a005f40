package org.modyn.storage.dataset;

import static java.util.Objects.requireNonNull;

import org.modyn.storage.filesystem.FileStatus;
import org.roaringbitmap.RoaringBitmap;

/**
 * How a file is after deleted samples were cut out of it.
 *
 * @param erased places of the samples that are not in it any more, all of them deleted; nobody may
 *     change it afterwards
 * @param status of the file as it is now
 */
public record Rewritten(RoaringBitmap erased, FileStatus status) {
  public Rewritten {
    requireNonNull(erased, "erased is null");
    requireNonNull(status, "status is null");
  }
}
