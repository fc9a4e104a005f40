package org.modyn.storage.deletion;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.storage.database.RewriteRepository;
import org.modyn.storage.database.RewriteRepository.FileToRewrite;
import org.modyn.storage.database.RewriteRepository.Intent;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.file.PackedLabels;
import org.modyn.storage.file.ParsedRecords;
import org.modyn.storage.file.RecordExtents;
import org.modyn.storage.filesystem.FileErrors;
import org.modyn.storage.filesystem.FileStatus;
import org.roaringbitmap.IntIterator;
import org.roaringbitmap.RoaringBitmap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes deleted records from files, so that they cannot be read any more. Keys do not change: the
 * position of a record in the file is its original position minus the number of removed records
 * before it.
 *
 * <p>First, the intended state of the file is recorded in the database; then the file is replaced
 * atomically and verified by reading it completely; then the new state is recorded. After a crash
 * in any of these steps the rewrite is continued: the size of the file shows whether it was
 * replaced.
 */
final class FileRewriter {
  private static final long MAXIMUM_WRITE_BYTES = 64 << 20;
  private static final Logger log = LoggerFactory.getLogger(FileRewriter.class);

  private final RewriteRepository rewrites;

  FileRewriter(RewriteRepository rewrites) {
    this.rewrites = requireNonNull(rewrites, "rewrites is null");
  }

  /**
   * Rewrites all files of a dataset that are marked for it. Continues after a failure, and throws
   * the error of the first file that could not be rewritten.
   *
   * @throws ModynException DATA_LOSS when a file changed after it was ingested, UNIMPLEMENTED when
   *     files of this kind cannot be rewritten: both are not retried; FAILED_PRECONDITION when a
   *     file cannot be read or written
   */
  void rewriteAll(Dataset dataset) {
    List<ModynException> failures = new ArrayList<>();
    rewrites.locked(
        dataset.id(),
        () -> {
          Optional<FileToRewrite> next = rewrites.next(dataset.id(), 0);
          while (next.isPresent()) {
            try {
              rewrite(dataset, next.get());
            } catch (ModynException e) {
              failures.add(e);
            }
            next = rewrites.next(dataset.id(), next.get().fileId());
          }
        });
    if (!failures.isEmpty()) {
      failures.stream().skip(1).forEach(failures.getFirst()::addSuppressed);
      throw failures.getFirst();
    }
  }

  private void rewrite(Dataset dataset, FileToRewrite file) {
    String path = file.status().path();
    try {
      FileStatus now = dataset.filesystem().status(path);
      if (file.intent().isPresent()) {
        dataset.filesystem().discardUnfinished(path);
      }
      if (file.intent().isPresent() && now.size() == file.intent().get().size()) {
        finish(dataset, file, file.intent().get().erased(), now);
        return;
      }
      if (!now.equals(file.status())) {
        rewrites.giveUp(file.fileId());
        throw failure(
            ErrorCategory.DATA_LOSS,
            dataset,
            path,
            "it changed after it was ingested and is left as it is; remove the records from it"
                + " yourself",
            null);
      }
      RecordExtents extents = extents(dataset, file);
      RoaringBitmap cut = RoaringBitmap.andNot(file.deleted(), file.erased());
      if (cut.isEmpty()) {
        rewrites.giveUp(file.fileId());
        return;
      }
      long cutBytes = cutBytes(file, cut, extents);
      rewrites.begin(file.fileId(), new Intent(file.deleted(), now.size() - cutBytes));
      FileStatus replaced;
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment content = dataset.filesystem().map(now, arena);
        replaced =
            dataset
                .filesystem()
                .replace(now, channel -> copy(content, file, cut, extents, channel));
      }
      finish(dataset, file, file.deleted(), replaced);
    } catch (NoSuchFileException e) {
      log.debug("The file {} of the dataset {} is gone", path, dataset.name(), e);
      rewrites.giveUp(file.fileId());
    } catch (IOException e) {
      throw failure(
          ErrorCategory.FAILED_PRECONDITION,
          dataset,
          path,
          FileErrors.reason(e) + "; it will be tried again",
          e);
    }
  }

  private RecordExtents extents(Dataset dataset, FileToRewrite file) {
    Optional<RecordExtents> extents = dataset.fileWrapper().extents(file.locations());
    if (extents.isEmpty()) {
      rewrites.giveUp(file.fileId());
      throw failure(
          ErrorCategory.UNIMPLEMENTED,
          dataset,
          file.status().path(),
          "records cannot be cut out of files of "
              + dataset.definition().fileWrapperType()
              + "; a file goes when all its samples are deleted",
          null);
    }
    return extents.get();
  }

  private static long cutBytes(FileToRewrite file, RoaringBitmap cut, RecordExtents extents) {
    long bytes = 0;
    for (IntIterator samples = cut.getIntIterator(); samples.hasNext(); ) {
      int record = storedPosition(file, samples.next());
      bytes += extents.end(record) - extents.start(record);
    }
    return bytes;
  }

  /** Writes the file without the removed records. */
  private static void copy(
      MemorySegment content,
      FileToRewrite file,
      RoaringBitmap cut,
      RecordExtents extents,
      FileChannel target)
      throws IOException {
    long position = 0;
    for (IntIterator samples = cut.getIntIterator(); samples.hasNext(); ) {
      int record = storedPosition(file, samples.next());
      write(content, position, extents.start(record), target);
      position = extents.end(record);
    }
    write(content, position, content.byteSize(), target);
  }

  private static void write(MemorySegment content, long from, long to, FileChannel target)
      throws IOException {
    for (long position = from; position < to; ) {
      long length = Math.min(MAXIMUM_WRITE_BYTES, to - position);
      ByteBuffer bytes = content.asSlice(position, length).asByteBuffer();
      while (bytes.hasRemaining()) {
        target.write(bytes);
      }
      position += length;
    }
  }

  /** Returns the position of a record in the file before the rewrite. */
  private static int storedPosition(FileToRewrite file, int sample) {
    return sample - file.erased().rank(sample);
  }

  private void finish(Dataset dataset, FileToRewrite file, RoaringBitmap erased, FileStatus status)
      throws IOException {
    ParsedRecords now = dataset.fileWrapper().parse(dataset.filesystem(), status);
    requireSameLabels(dataset, file, erased, now.labels());
    PackedLabels labels =
        PackedLabels.pack(
            file.labels().size(),
            sample -> erased.contains(sample) ? 0 : file.labels().get(sample));
    rewrites.finish(
        dataset.id(), file.fileId(), erased, status, new ParsedRecords(labels, now.locations()));
    log.info(
        "Cut {} records out of the file {} of the dataset {}",
        RoaringBitmap.andNotCardinality(erased, file.erased()),
        status.path(),
        dataset.name());
  }

  private static void requireSameLabels(
      Dataset dataset, FileToRewrite file, RoaringBitmap erased, PackedLabels now) {
    boolean same = now.size() == file.labels().size() - erased.getCardinality();
    int record = 0;
    for (int sample = 0; same && sample < file.labels().size(); sample++) {
      if (!erased.contains(sample)) {
        same = now.get(record) == file.labels().get(sample);
        record++;
      }
    }
    if (!same) {
      throw failure(
          ErrorCategory.DATA_LOSS,
          dataset,
          file.status().path(),
          "what was written has other records than expected; restore the file",
          null);
    }
  }

  private static ModynException failure(
      ErrorCategory category, Dataset dataset, String path, String reason, IOException cause) {
    return new ModynException(
        category,
        "the samples are deleted, but not cut out of the file %s in %s of the dataset '%s': %s"
            .formatted(path, dataset.filesystem().location(), dataset.name(), reason),
        cause);
  }
}
