package org.modyn.storage.dataset;

/** Iterates over files in some order. Not thread safe. */
interface FileOrder {
  /** Advances to the next file, initially to the first one; returns false when there is none. */
  boolean advance();

  /** Returns the chunk of the current file. */
  FileChunk chunk();

  /** Returns the position of the file in the chunk. */
  int file();
}
