package org.modyn.storage.dataset;

/** Goes over files in some order. Not for concurrent use. */
interface FileOrder {
  /** Goes to the next file, at first to the first one; false when there is none. */
  boolean advance();

  /** The chunk that the file is in. */
  FileChunk chunk();

  /** The file's place in the chunk. */
  int file();
}
