package org.modyn.selector.seen;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/**
 * Stores the samples that a pipeline has seen in append-only segment files of one directory, 5 to
 * 24 bytes per sample and 64 per batch. Use it if the selector has a persistent disk; it is the
 * fastest backend. Memory grows with the number of segment files only.
 *
 * <p>Each batch is written as one block and synced before {@link #append} returns, so acknowledged
 * samples survive a crash of the process or the machine. An incomplete block at the end, which was
 * never acknowledged, is truncated when the directory is opened. Blocks are verified on every read.
 */
public final class LocalStorageBackend implements StorageBackend {
  private final Path directory;
  private final int pipelineId;
  private final long maximumSamplesInFile;
  private final List<Segment> segments;

  private LocalStorageBackend(
      Path directory, int pipelineId, long maximumSamplesInFile, List<Segment> segments) {
    this.directory = directory;
    this.pipelineId = pipelineId;
    this.maximumSamplesInFile = maximumSamplesInFile;
    this.segments = segments;
  }

  /**
   * Opens the directory of a pipeline, and creates it if it does not exist.
   *
   * @param maximumSamplesInFile the number of samples after which a new segment file is started; a
   *     batch is never split
   * @param recordedCount the number of samples that the newest trigger was computed over; fewer on
   *     disk are DATA_LOSS
   * @throws ModynException DATA_LOSS, naming the file, when a file is damaged or missing
   */
  public static LocalStorageBackend open(
      Path directory, int pipelineId, long maximumSamplesInFile, long recordedCount) {
    requireNonNull(directory, "directory is null");
    DurableFiles.createDirectories(directory);
    DurableFiles.syncDirectory(directory.toAbsolutePath().getParent());
    List<Path> paths = DurableFiles.list(directory).stream().filter(Segment::isSegment).toList();
    List<Segment> segments = new ArrayList<>();
    long position = 0;
    for (Path path : paths) {
      boolean newest = path.equals(paths.getLast());
      Segment segment = Segment.open(path, pipelineId, position, newest, recordedCount);
      segments.add(segment);
      position = segment.endPosition();
    }
    if (position < recordedCount) {
      throw ModynException.dataLoss(
          "%s holds %s samples of pipeline %s, but triggers were computed over %s: segment files"
              + " are missing",
          directory, position, pipelineId, recordedCount);
    }
    return new LocalStorageBackend(directory, pipelineId, maximumSamplesInFile, segments);
  }

  /**
   * Checks that a directory has the first samples of a pipeline, and changes nothing. Reads the
   * headers of all blocks, one page of the file each.
   *
   * @param count the number of samples that it must have; 0 needs no directory
   * @throws ModynException DATA_LOSS, naming the file, when one is missing or damaged
   */
  public static void check(Path directory, int pipelineId, long count) {
    long position = 0;
    while (position < count) {
      Path path = Segment.path(directory, position);
      if (!Files.exists(path)) {
        throw ModynException.dataLoss(
            "%s is missing%s; pipeline %s has sent %s samples",
            path,
            position == 0 ? "" : ", or the end of the segment file before it",
            pipelineId,
            count);
      }
      long end = Segment.endPosition(path, pipelineId, position, count);
      if (end == position) {
        throw ModynException.dataLoss("%s: the first block is damaged", path);
      }
      position = end;
    }
  }

  @Override
  public long count() {
    return segments.isEmpty() ? 0 : segments.getLast().endPosition();
  }

  @Override
  public long startOfTrigger(int triggerId) {
    for (Segment segment : segments) {
      if (segment.lastTriggerId() >= triggerId) {
        return segment.startOfTrigger(triggerId);
      }
    }
    return count();
  }

  @Override
  public void append(int triggerId, SeenSamples samples) {
    if (samples.size() == 0) {
      return;
    }
    if (segments.isEmpty()
        || count() - segments.getLast().firstPosition() >= maximumSamplesInFile) {
      segments.add(Segment.create(directory, pipelineId, count(), triggerId, samples));
    } else {
      segments.getLast().append(triggerId, samples);
    }
  }

  @Override
  public void truncate(long count) {
    while (count() > count) {
      Segment newest = segments.getLast();
      if (newest.firstPosition() >= count) {
        DurableFiles.delete(newest.path());
        DurableFiles.syncDirectory(directory);
        segments.removeLast();
      } else {
        newest.truncate(count);
      }
    }
  }

  @Override
  public ColumnCursor read(Column column, long from, long to) {
    if (from < 0 || from > to || to > count()) {
      throw ModynException.internal(
          "cannot read the positions %s to %s of pipeline %s, which has seen %s samples",
          from, to, pipelineId, count());
    }
    return new SegmentCursor(segments, column, from, to);
  }

  /** Does nothing: no resource is held between calls. */
  @Override
  public void close() {}
}
