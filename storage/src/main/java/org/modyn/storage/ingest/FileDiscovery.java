package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.dataset.IngestedFile;
import org.modyn.storage.dataset.PathLookup;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.ListingVisitor;

/**
 * Lists a dataset's folder once and classifies its files: ingested and unchanged, ingested and
 * changed or missing since, not settled, still rejected, skipped because of their age, and
 * candidates to be ingested now.
 *
 * <p>Unless the dataset ignores the last timestamp, a file that is older than the newest ingested
 * file is skipped, except if it was pending or rejected in an earlier scan.
 *
 * <p>Memory: one bit for each ingested file, {@link PendingFiles} and {@link OldestFiles}; no list
 * of files.
 */
final class FileDiscovery {
  /** The maximum number of candidates of one discovery, which take about 30 MB. */
  static final int MAXIMUM_CANDIDATES = 200_000;

  private final Dataset dataset;
  private final DatasetIndex index;
  private final PathLookup ingestedPaths;
  private final Settling settling;
  private final DiscoveryState before;
  private final FileReport lastScan;
  private final boolean retriesRejected;
  private final BitSet seen = new BitSet();
  private final List<String> skipped = new ArrayList<>();
  private final OldestFiles candidates;
  private final PendingFiles pending = new PendingFiles();
  private final FileReport report = new FileReport();

  /**
   * The state that a discovery passes on to the next one.
   *
   * @param pending files that were found and not ingested
   * @param report files that could not be ingested
   */
  record DiscoveryState(PendingFiles pending, FileReport report) {}

  /**
   * @param before state of the previous discovery
   * @param lastScan report of the last scan, which may consist of several discoveries
   * @param retriesRejected whether files that were rejected and have not changed are candidates
   */
  FileDiscovery(
      Dataset dataset,
      PathLookup ingestedPaths,
      Settling settling,
      DiscoveryState before,
      FileReport lastScan,
      boolean retriesRejected,
      int maximumCandidates) {
    this.dataset = requireNonNull(dataset, "dataset is null");
    this.index = dataset.index();
    this.ingestedPaths = requireNonNull(ingestedPaths, "ingestedPaths is null");
    this.settling = requireNonNull(settling, "settling is null");
    this.before = requireNonNull(before, "before is null");
    this.lastScan = requireNonNull(lastScan, "lastScan is null");
    this.retriesRejected = retriesRejected;
    this.candidates = new OldestFiles(maximumCandidates);
  }

  /**
   * Lists the folder.
   *
   * @param atEachFile called for each file; may throw to abort the discovery
   * @throws IOException when the folder cannot be read
   */
  void run(Runnable atEachFile) throws IOException {
    ingestedPaths.follow(index);
    long newest = newestTimestamp();
    dataset
        .filesystem()
        .list(
            dataset.fileWrapper().fileExtension(),
            new ListingVisitor() {
              @Override
              public void visit(FileStatus file) {
                atEachFile.run();
                int fileIndex = ingestedPaths.find(file.path());
                if (fileIndex >= 0) {
                  compare(fileIndex, file);
                } else if (dataset.definition().includeHidden() || !isHidden(file.path())) {
                  classify(file, newest);
                }
              }

              @Override
              public void skip(String path, String reason) {
                skipped.add(path);
                if (dataset.definition().includeHidden() || !isHidden(path)) {
                  report.reject(path, reason);
                }
              }
            });
    findLost();
  }

  /** Returns the files to ingest now. */
  OldestFiles candidates() {
    return candidates;
  }

  /**
   * Returns the state that this discovery, and the ingest of its candidates, pass on to the next
   * one.
   */
  DiscoveryState state() {
    return new DiscoveryState(pending, report);
  }

  /** Reports a candidate that could not be ingested. */
  void reject(FileStatus file, String reason) {
    pending.addRejected(file);
    report.reject(file.path(), reason);
  }

  private long newestTimestamp() {
    return dataset.definition().ignoreLastTimestamp() ? Long.MIN_VALUE : index.newestTimestamp();
  }

  private void findLost() {
    for (int fileIndex = seen.nextClearBit(0);
        fileIndex < index.numberOfFiles();
        fileIndex = seen.nextClearBit(fileIndex + 1)) {
      IngestedFile lost = index.file(fileIndex);
      if (lost.liveSamples() > 0 && !isSkipped(lost.status().path())) {
        report.reject(
            lost.status().path(),
            "it vanished after it was ingested; its samples with the %s are lost"
                .formatted(keys(lost)));
      }
    }
  }

  private boolean isSkipped(String path) {
    return skipped.stream().anyMatch(link -> path.equals(link) || path.startsWith(link + "/"));
  }

  /** Returns whether the name of the file, or of one of its folders, begins with a dot. */
  private static boolean isHidden(String path) {
    return path.startsWith(".") || path.contains("/.");
  }

  private void compare(int fileIndex, FileStatus now) {
    seen.set(fileIndex);
    IngestedFile file = index.file(fileIndex);
    FileStatus ingested = file.status();
    if (!ingested.equals(now)) {
      report.reject(
          now.path(),
          "it changed after it was ingested (it had %s, now it has %s); %s"
              .formatted(
                  ingested.describe(),
                  now.describe(),
                  file.liveSamples() > 0
                      ? "its samples with the %s cannot be read".formatted(keys(file))
                      : "its samples are deleted, and it is left as it is"));
    }
  }

  private static String keys(IngestedFile file) {
    return file.size() == 1
        ? "key " + file.firstKey()
        : String.format(Locale.ROOT, "keys %d to %d", file.firstKey(), file.endKey() - 1);
  }

  private void classify(FileStatus file, long newest) {
    if (file.modifiedSeconds() < newest && !before.pending().contains(file)) {
      report.skipOlder();
      return;
    }
    Optional<String> reasonToWait =
        settling.reasonToWait(file, before.pending().containsUnchanged(file));
    if (reasonToWait.isPresent()) {
      pending.addWaiting(file);
      report.await(file.path(), reasonToWait.get());
    } else if (!retriesRejected && before.pending().containsRejected(file)) {
      pending.addRejected(file);
      report.rejectAgain(file.path(), before.report(), lastScan);
    } else {
      // stays pending until it is ingested, because the process may be killed before
      pending.addAsIn(before.pending(), file);
      candidates.add(file);
    }
  }
}
