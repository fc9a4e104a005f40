package org.modyn.storage.ingest;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.modyn.storage.catalog.DatasetCatalog;
import org.modyn.storage.database.FileRepository;
import org.modyn.storage.database.NewFile;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.dataset.PathLookup;
import org.modyn.storage.file.InvalidFileException;
import org.modyn.storage.file.TakenRecords;
import org.modyn.storage.filesystem.FileErrors;
import org.modyn.storage.filesystem.FileStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a dataset's folder and takes the files that are new, in the order of (modification time,
 * path), a bounded batch a transaction: when the process dies in between, what is left is newer
 * than what was taken, and the next look goes on there. Used by one thread.
 *
 * <p>Unless the dataset ignores the last timestamp, a file older than the newest one taken is not
 * looked at; one that was rejected before is, as long as the server runs.
 */
final class FolderLook {
  /** A file younger than this may still be growing, even if its size is right at the moment. */
  static final Duration SETTLING_TIME = Duration.ofSeconds(1);

  static final String STILL_YOUNG = "it was modified a moment ago and may still be growing";

  private static final int MAXIMUM_FILES_A_TRANSACTION = 1000;
  private static final int MAXIMUM_LOGGED = 20;
  private static final Comparator<FileStatus> ORDER =
      comparingLong(FileStatus::modifiedNanos).thenComparing(FileStatus::path);
  private static final Logger log = LoggerFactory.getLogger(FolderLook.class);

  private final Dataset dataset;
  private final DatasetCatalog catalog;
  private final FileRepository files;
  private final long samplesPerTransaction;
  private final Clock clock;
  private final PathLookup taken = new PathLookup();
  private Map<String, String> rejected = Map.of();

  FolderLook(
      Dataset dataset,
      DatasetCatalog catalog,
      FileRepository files,
      long samplesPerTransaction,
      Clock clock) {
    this.dataset = requireNonNull(dataset, "dataset is null");
    this.catalog = requireNonNull(catalog, "catalog is null");
    this.files = requireNonNull(files, "files is null");
    this.samplesPerTransaction = samplesPerTransaction;
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** What the last look could not take: path to reason. */
  Map<String, String> rejected() {
    return rejected;
  }

  /**
   * Takes what there is to take.
   *
   * @param stopped asked between two files
   * @throws IOException when the folder cannot be read
   */
  void look(BooleanSupplier stopped) throws IOException {
    DatasetIndex index = dataset.index();
    taken.follow(index);
    long newest = index.newestTimestamp();
    Map<String, String> nowRejected = new LinkedHashMap<>();
    List<FileStatus> candidates = new ArrayList<>();
    BitSet seen = new BitSet(index.numberOfFiles());
    dataset
        .filesystem()
        .list(
            dataset.fileWrapper().fileExtension(),
            file -> {
              int known = taken.find(file.path());
              if (known >= 0) {
                seen.set(known);
                FileStatus before = index.file(known).status();
                if (index.file(known).liveSamples() > 0 && !before.equals(file)) {
                  nowRejected.put(file.path(), changed(before, file));
                }
              } else if (isCandidate(file, newest)) {
                candidates.add(file);
              }
            });
    for (int lost = seen.nextClearBit(0);
        lost < index.numberOfFiles();
        lost = seen.nextClearBit(lost + 1)) {
      if (index.file(lost).liveSamples() > 0) {
        nowRejected.put(
            index.file(lost).status().path(),
            "it vanished after it was taken; its samples are lost");
      }
    }
    candidates.sort(ORDER);
    takeAll(candidates, nowRejected, stopped);
    logNews(nowRejected);
    rejected = nowRejected;
  }

  private boolean isCandidate(FileStatus file, long newest) {
    return dataset.definition().ignoreLastTimestamp()
        || file.modifiedSeconds() >= newest
        || rejected.containsKey(file.path());
  }

  private static String changed(FileStatus before, FileStatus now) {
    return "it changed after it was taken (it had %s, now it has %s); its samples cannot be read"
        .formatted(before.describe(), now.describe());
  }

  private void takeAll(
      List<FileStatus> candidates, Map<String, String> nowRejected, BooleanSupplier stopped) {
    List<NewFile> batch = new ArrayList<>();
    long samples = 0;
    for (FileStatus file : candidates) {
      if (stopped.getAsBoolean()) {
        return;
      }
      try {
        TakenRecords records = take(file);
        batch.add(new NewFile(file, records));
        samples += records.size();
      } catch (IOException e) {
        nowRejected.put(file.path(), FileErrors.reason(e));
        log.debug("Not taking {} of the dataset {}", file.path(), dataset.name(), e);
      }
      if (samples >= samplesPerTransaction || batch.size() >= MAXIMUM_FILES_A_TRANSACTION) {
        record(batch, samples);
        batch.clear();
        samples = 0;
      }
    }
    record(batch, samples);
  }

  private TakenRecords take(FileStatus file) throws IOException {
    long age = clock.millis() - file.modifiedNanos() / 1_000_000;
    if (age >= 0 && age < SETTLING_TIME.toMillis()) {
      throw new InvalidFileException(STILL_YOUNG);
    }
    TakenRecords records;
    try {
      records = dataset.fileWrapper().take(dataset.filesystem(), file);
    } catch (InternalError e) {
      throw (IOException) new InvalidFileException("it was cut while it was read").initCause(e);
    }
    if (!dataset.filesystem().status(file.path()).equals(file)) {
      throw new InvalidFileException("it changed while it was read");
    }
    return records;
  }

  private void record(List<NewFile> batch, long samples) {
    if (batch.isEmpty()) {
      return;
    }
    if (!files.record(dataset.id(), batch)) {
      log.info("The dataset {} was deleted while its files were taken", dataset.name());
      return;
    }
    catalog.refresh(dataset);
    log.info(
        "Took {} files with {} samples into the dataset {}", batch.size(), samples, dataset.name());
  }

  private void logNews(Map<String, String> nowRejected) {
    List<Map.Entry<String, String>> news =
        nowRejected.entrySet().stream()
            .filter(entry -> !entry.getValue().equals(rejected.get(entry.getKey())))
            .filter(entry -> !entry.getValue().equals(STILL_YOUNG))
            .sorted(comparing(Map.Entry::getKey))
            .toList();
    for (Map.Entry<String, String> entry : news.subList(0, Math.min(MAXIMUM_LOGGED, news.size()))) {
      log.warn(
          "The file {} in {} of the dataset {} cannot be used: {}",
          entry.getKey(),
          dataset.filesystem().location(),
          dataset.name(),
          entry.getValue());
    }
    if (news.size() > MAXIMUM_LOGGED) {
      log.warn("... nor can {} more files", news.size() - MAXIMUM_LOGGED);
    }
  }
}
