package org.modyn.storage.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.roaringbitmap.RoaringBitmap;

/** Sets of positions in a file, stored in columns as Roaring bitmaps in the portable format. */
final class StoredBitmaps {
  private StoredBitmaps() {}

  /** Compresses the bitmap, too. */
  static byte[] write(RoaringBitmap bitmap) {
    bitmap.runOptimize();
    byte[] bytes = new byte[bitmap.serializedSizeInBytes()];
    bitmap.serialize(ByteBuffer.wrap(bytes));
    return bytes;
  }

  /** As {@link #read}, and empty for null. */
  static RoaringBitmap readOrEmpty(byte[] bytes) {
    return bytes == null ? new RoaringBitmap() : read(bytes);
  }

  /**
   * @throws ModynException DATA_LOSS when it is no bitmap
   */
  static RoaringBitmap read(byte[] bytes) {
    RoaringBitmap bitmap = new RoaringBitmap();
    try {
      bitmap.deserialize(ByteBuffer.wrap(bytes));
    } catch (IOException | RuntimeException e) {
      throw new ModynException(
          ErrorCategory.DATA_LOSS,
          "the database has a set of deleted samples that cannot be read: " + e.getMessage(),
          e);
    }
    return bitmap;
  }
}
