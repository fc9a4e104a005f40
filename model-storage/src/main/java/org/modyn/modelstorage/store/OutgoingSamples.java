package org.modyn.modelstorage.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.modyn.common.error.ModynException;
import org.modyn.common.trained.TrainedSamples;
import org.modyn.common.trained.TrainedSamplesReader;

/** The trained samples of a model, which are being sent. Not thread safe. */
public final class OutgoingSamples implements AutoCloseable {
  private final Path path;
  private final TrainedSamplesReader reader;
  private final long size;

  OutgoingSamples(Path path, TrainedSamplesReader reader, long size) {
    this.path = requireNonNull(path, "path is null");
    this.reader = requireNonNull(reader, "reader is null");
    this.size = size;
  }

  /** The number of samples. */
  public long size() {
    return size;
  }

  /**
   * Reads the next block; call it only while samples are left.
   *
   * @throws ModynException DATA_LOSS, naming the file, when it is damaged or ends too early
   */
  public void read(TrainedSamples block) {
    if (!reader.next(block)) {
      throw ModynException.dataLoss(
          "%s: it has only %s of %s trained samples", path, reader.samples(), size);
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
