package org.modyn.selector.seen;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.selector.database.SampleRows;
import org.modyn.selector.database.SeenRepository;

/**
 * Stores the samples that a pipeline has seen in PostgreSQL, one row per sample. Use it if the
 * selector's disk is ephemeral, or to query samples with SQL. It is more than ten times slower than
 * {@link LocalStorageBackend}.
 *
 * <p>Samples become visible when their range of positions is committed. Rows left by an interrupted
 * insertion are deleted when the pipeline is opened, or right after the failure.
 */
public final class DatabaseStorageBackend implements StorageBackend {
  /** The number of inserted samples after which the BRIN indexes are updated. */
  private static final long SAMPLES_WITHOUT_INDEX = 1 << 16;

  private final SeenRepository repository;
  private final int pipelineId;

  private OptionalLong count;
  private long samplesWithoutIndex = SAMPLES_WITHOUT_INDEX;

  private DatabaseStorageBackend(SeenRepository repository, int pipelineId, long count) {
    this.repository = repository;
    this.pipelineId = pipelineId;
    this.count = OptionalLong.of(count);
  }

  /**
   * Opens the tables of a pipeline, and creates them if they do not exist.
   *
   * @param recordedCount the number of samples that the newest trigger was computed over
   * @throws ModynException DATA_LOSS when the database has fewer samples
   */
  public static DatabaseStorageBackend open(
      SeenRepository repository, int pipelineId, long recordedCount) {
    requireNonNull(repository, "repository is null");
    repository.createPartition(pipelineId);
    long count = repository.recover(pipelineId);
    if (count < recordedCount) {
      throw ModynException.dataLoss(
          "the database holds %s samples of pipeline %s, but triggers were computed over %s",
          count, pipelineId, recordedCount);
    }
    return new DatabaseStorageBackend(repository, pipelineId, count);
  }

  @Override
  public long count() {
    if (count.isEmpty()) {
      count = OptionalLong.of(repository.recover(pipelineId));
    }
    return count.getAsLong();
  }

  @Override
  public long startOfTrigger(int triggerId) {
    return repository.startOfTrigger(pipelineId, triggerId).orElse(count());
  }

  @Override
  public void append(int triggerId, SeenSamples samples) {
    if (samples.size() == 0) {
      return;
    }
    long position = count();
    SampleRows rows =
        new SampleRows(
            pipelineId,
            triggerId,
            samples.column(Column.KEY),
            samples.column(Column.TIMESTAMP),
            samples.column(Column.LABEL),
            samples.size());
    // unknown until the transaction has committed, also if memory runs out before
    count = OptionalLong.empty();
    try {
      repository.insert(rows, position);
    } catch (RuntimeException e) {
      resolve(position, samples.size(), e);
    }
    count = OptionalLong.of(position + samples.size());
    samplesWithoutIndex += samples.size();
  }

  /** The connection can fail after the commit, but before the client receives its confirmation. */
  private void resolve(long position, int size, RuntimeException cause) {
    long actual;
    try {
      actual = count();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
      throw new ModynException(
          GrpcErrors.categoryOf(e),
          "cannot determine whether the database has committed %s samples of pipeline %s: %s"
              .formatted(size, pipelineId, firstLine(e)),
          cause);
    }
    if (actual == position) {
      throw new ModynException(
          ErrorCategory.UNAVAILABLE,
          "the database did not commit %s samples of pipeline %s: %s"
              .formatted(size, pipelineId, firstLine(cause)),
          cause);
    }
    if (actual != position + size) {
      throw cause;
    }
  }

  private static String firstLine(Throwable error) {
    return error.toString().lines().findFirst().orElseThrow();
  }

  @Override
  public void truncate(long count) {
    if (count() <= count) {
      return;
    }
    this.count = OptionalLong.empty();
    repository.truncate(pipelineId, count);
    this.count = OptionalLong.of(count);
  }

  @Override
  public ColumnCursor read(Column column, long from, long to) {
    if (from < 0 || from > to || to > count()) {
      throw ModynException.internal(
          "cannot read the positions %s to %s of pipeline %s, which has seen %s samples",
          from, to, pipelineId, count());
    }
    if (samplesWithoutIndex >= SAMPLES_WITHOUT_INDEX && to - from > 0) {
      repository.updateIndexes(pipelineId);
      samplesWithoutIndex = 0;
    }
    return new WindowCursor(
        (start, target, size) -> repository.read(pipelineId, name(column), start, target, size),
        from,
        to);
  }

  private static String name(Column column) {
    return switch (column) {
      case KEY -> "key";
      case TIMESTAMP -> "timestamp";
      case LABEL -> "label";
    };
  }

  /** Does nothing: no resource is held between calls. */
  @Override
  public void close() {}
}
