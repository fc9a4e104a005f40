package org.modyn.storage.read;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.machine.MachineFault;
import org.modyn.common.error.machine.MachineFaultException;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.dataset.IngestedFile;
import org.modyn.storage.file.FileWrapper;
import org.modyn.storage.file.Records;
import org.modyn.storage.filesystem.FileChangedException;
import org.modyn.storage.filesystem.FileContent;
import org.modyn.storage.filesystem.FileErrors;
import org.modyn.storage.filesystem.FilesystemUnavailableException;
import org.modyn.storage.filesystem.FolderNotAllowedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache of open files, with least recently used eviction: opening a file costs as much as reading
 * some hundred records. A local file is memory-mapped, which takes address space, but neither
 * memory nor a file descriptor; the garbage collector releases the mapping after the file was
 * evicted and read. The locations of records are cached with the file, if its wrapper needs them.
 * Thread safe.
 */
public final class OpenFiles {
  private static final byte[] NO_LOCATIONS = {};
  private static final Logger log = LoggerFactory.getLogger(OpenFiles.class);

  private final int capacity;
  private final long locationCapacity;
  private final LongFunction<byte[]> locations;
  private final LongPredicate rewriting;
  private final Map<Long, OpenFile> byFileId = new LinkedHashMap<>(16, 0.75f, true);
  private long locationBytes;

  /**
   * @param capacity the maximum number of open files
   * @param locationCapacity the maximum size of cached record locations, in bytes; a single file
   *     may have more
   * @param locations returns the record locations of the file with an id
   * @param rewriting returns whether the file with an id is being rewritten
   */
  public OpenFiles(
      int capacity,
      long locationCapacity,
      LongFunction<byte[]> locations,
      LongPredicate rewriting) {
    this.capacity = capacity;
    this.locationCapacity = locationCapacity;
    this.locations = requireNonNull(locations, "locations is null");
    this.rewriting = requireNonNull(rewriting, "rewriting is null");
  }

  /**
   * An open file.
   *
   * @param records the samples in {@code content}
   * @param locationBytes size of its record locations
   * @param size the size of the file, which distinguishes it from the file before a rewrite
   */
  record OpenFile(
      FileContent content,
      Records records,
      int locationBytes,
      long datasetId,
      long firstKey,
      long size) {
    boolean isOpenOf(IngestedFile file) {
      return size == file.sizeInBytes();
    }
  }

  /**
   * Returns the samples of a file. After reading them, call {@link #requireUnchanged}.
   *
   * @throws ModynException DATA_LOSS when the file does not exist or cannot be read; UNAVAILABLE
   *     when its filesystem does not answer; {@link MachineFaultException} when the machine cannot
   *     read it for the moment
   */
  OpenFile open(Dataset dataset, IngestedFile file) {
    synchronized (byFileId) {
      OpenFile open = byFileId.get(file.fileId());
      if (open != null && open.isOpenOf(file)) {
        return open;
      }
    }
    OpenFile opened = openNow(dataset, file);
    synchronized (byFileId) {
      OpenFile before = byFileId.put(file.fileId(), opened);
      locationBytes += opened.locationBytes() - (before == null ? 0 : before.locationBytes());
      pushOut();
    }
    return opened;
  }

  private OpenFile openNow(Dataset dataset, IngestedFile file) {
    FileWrapper wrapper = dataset.fileWrapper();
    byte[] found = wrapper.needsLocations() ? locations.apply(file.fileId()) : NO_LOCATIONS;
    try {
      FileContent content = dataset.filesystem().open(file.status());
      return new OpenFile(
          content,
          wrapper.open(file.status(), content, found),
          found.length,
          dataset.id(),
          file.firstKey(),
          file.sizeInBytes());
    } catch (IOException e) {
      throw unreadable(dataset, file, e);
    }
  }

  private void pushOut() {
    Iterator<OpenFile> eldest = byFileId.values().iterator();
    while (byFileId.size() > capacity
        || (locationBytes > locationCapacity && byFileId.size() > 1)) {
      locationBytes -= eldest.next().locationBytes();
      eldest.remove();
    }
  }

  /**
   * Verifies that the samples that were read are those that were ingested.
   *
   * @throws ModynException DATA_LOSS when the file has changed or does not exist; UNAVAILABLE when
   *     its filesystem does not respond; {@link MachineFaultException} when the machine cannot read
   *     it for the moment
   */
  void requireUnchanged(Dataset dataset, IngestedFile file, OpenFile open) {
    try {
      open.content().requireUnchanged();
    } catch (IOException e) {
      throw unreadable(dataset, file, e);
    }
  }

  /**
   * Closes files that were removed or rewritten: while they are open, their old content takes space
   * on the disk.
   *
   * @param datasets all existing datasets
   */
  public void dropOutdated(Collection<Dataset> datasets) {
    Map<Long, DatasetIndex> indexes = datasets.stream().collect(toMap(Dataset::id, Dataset::index));
    synchronized (byFileId) {
      byFileId.values().removeIf(open -> !isCurrent(open, indexes.get(open.datasetId())));
      locationBytes = byFileId.values().stream().mapToLong(OpenFile::locationBytes).sum();
    }
  }

  private static boolean isCurrent(OpenFile open, DatasetIndex index) {
    int file = index == null ? -1 : index.find(open.firstKey());
    return file >= 0 && index.file(file).liveSamples() > 0 && open.isOpenOf(index.file(file));
  }

  /** Returns whether the file is being rewritten, so that it may differ from the index. */
  boolean isBeingRewritten(IngestedFile file) {
    return rewriting.test(file.fileId());
  }

  /**
   * Returns whether the path of a file that could not be read has the ingested one now: it was
   * restored meanwhile, or replaced by its copy.
   */
  boolean isRestored(Dataset dataset, IngestedFile file) {
    try {
      return dataset.filesystem().status(file.status().path()).equals(file.status());
    } catch (IOException e) {
      log.debug("{} is not restored", file.status().path(), e);
      return false;
    }
  }

  /** The error for a file that was truncated while it was read. */
  ModynException cut(Dataset dataset, IngestedFile file, InternalError cause) {
    forget(file);
    return lost(dataset, file, "was cut after it was ingested", cause);
  }

  /** The error for a file that could not be read. */
  ModynException unreadable(Dataset dataset, IngestedFile file, IOException cause) {
    forget(file);
    return switch (cause) {
      case FileChangedException changed -> lost(dataset, file, changed.getReason(), cause);
      case FilesystemUnavailableException unavailable ->
          new ModynException(
              ErrorCategory.UNAVAILABLE,
              "cannot read the file %s of the dataset '%s': %s"
                  .formatted(file.status().path(), dataset.name(), cause.getMessage()),
              cause);
      case FolderNotAllowedException refused ->
          new ModynException(
              ErrorCategory.FAILED_PRECONDITION,
              "the dataset '%s' is not served: %s".formatted(dataset.name(), refused.getReason()),
              cause);
      default ->
          MachineFault.in(cause)
              .<ModynException>map(fault -> notNow(dataset, file, fault, cause))
              .orElseGet(
                  () ->
                      lost(
                          dataset,
                          file,
                          "cannot be read (" + FileErrors.reason(cause) + ")",
                          cause));
    };
  }

  private static MachineFaultException notNow(
      Dataset dataset, IngestedFile file, MachineFault fault, IOException cause) {
    return new MachineFaultException(
        fault,
        "cannot read the file %s of the dataset '%s': %s (%s); %s"
            .formatted(
                file.status().path(),
                dataset.name(),
                fault.description(),
                cause.getMessage(),
                fault.advice()),
        cause);
  }

  private void forget(IngestedFile file) {
    synchronized (byFileId) {
      OpenFile forgotten = byFileId.remove(file.fileId());
      if (forgotten != null) {
        locationBytes -= forgotten.locationBytes();
      }
    }
  }

  private static ModynException lost(
      Dataset dataset, IngestedFile file, String what, Throwable cause) {
    return new ModynException(
        ErrorCategory.DATA_LOSS,
        String.format(
            Locale.ROOT,
            "the file %s in %s of the dataset '%s' %s: the samples with the keys %d to %d are lost"
                + " until it is restored or rescanned",
            file.status().path(),
            dataset.filesystem().location(),
            dataset.name(),
            what,
            file.firstKey(),
            file.endKey() - 1),
        cause);
  }
}
