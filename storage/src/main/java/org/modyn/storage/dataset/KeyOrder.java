package org.modyn.storage.dataset;

/** The files of an interval, ordered by key. */
final class KeyOrder implements FileOrder {
  private final FileChunk[] chunks;
  private final Interval interval;
  private int chunk;
  private int file;

  /**
   * @param firstChunk the chunk to start with
   * @param firstFile the file of that chunk to start with
   */
  KeyOrder(FileChunk[] chunks, int firstChunk, int firstFile, Interval interval) {
    this.chunks = chunks;
    this.chunk = firstChunk;
    this.file = firstFile - 1;
    this.interval = interval;
  }

  @Override
  public boolean advance() {
    file++;
    for (; chunk < chunks.length; chunk++) {
      FileColumns columns = chunks[chunk].columns();
      for (; file < columns.files(); file++) {
        if (interval.contains(columns.timestamp(file))) {
          return true;
        }
      }
      file = 0;
    }
    return false;
  }

  @Override
  public FileChunk chunk() {
    return chunks[chunk];
  }

  @Override
  public int file() {
    return file;
  }
}
