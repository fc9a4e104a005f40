package org.modyn.storage.ingest;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.dataset.PathLookup;
import org.modyn.storage.dataset.TakenFile;
import org.modyn.storage.filesystem.FileStatus;

/**
 * One look at a dataset's folder: sorts its files into those that were taken and are as they were,
 * those that were taken and have changed or vanished, those that have to wait, those that stay
 * rejected, those that are left out for their age, and the candidates to be taken now.
 *
 * <p>Unless the dataset ignores the last timestamp, a file that is older than the newest one taken
 * is left out; one that had to wait or was rejected before is not.
 *
 * <p>Memory: a bit a taken file, {@link PendingFiles} and {@link OldestFiles}; no list of files.
 */
final class FolderLook {
  /** Candidates of one look: about 30 MB. */
  static final int MAXIMUM_CANDIDATES = 200_000;

  private final Dataset dataset;
  private final DatasetIndex index;
  private final PathLookup takenPaths;
  private final Settling settling;
  private final LookMemory before;
  private final Findings lastScan;
  private final boolean retriesRejected;
  private final BitSet seen = new BitSet();
  private final OldestFiles candidates;
  private final PendingFiles pending = new PendingFiles();
  private final Findings findings = new Findings();

  /**
   * What a look leaves for the next one.
   *
   * @param pending what was seen and not taken
   * @param findings what was found wrong
   */
  record LookMemory(PendingFiles pending, Findings findings) {}

  /**
   * @param before what the last look has left
   * @param lastScan what the last scan has found, of which that look may have been a part
   * @param retriesRejected whether files that were rejected and have not changed are candidates
   */
  FolderLook(
      Dataset dataset,
      PathLookup takenPaths,
      Settling settling,
      LookMemory before,
      Findings lastScan,
      boolean retriesRejected,
      int maximumCandidates) {
    this.dataset = requireNonNull(dataset, "dataset is null");
    this.index = dataset.index();
    this.takenPaths = requireNonNull(takenPaths, "takenPaths is null");
    this.settling = requireNonNull(settling, "settling is null");
    this.before = requireNonNull(before, "before is null");
    this.lastScan = requireNonNull(lastScan, "lastScan is null");
    this.retriesRejected = retriesRejected;
    this.candidates = new OldestFiles(maximumCandidates);
  }

  /**
   * Goes over the folder.
   *
   * @param atEachFile called for each file; may throw to end the look
   * @throws IOException when the folder cannot be read
   */
  void look(Runnable atEachFile) throws IOException {
    takenPaths.follow(index);
    long newest = newestTimestamp();
    dataset
        .filesystem()
        .list(
            dataset.fileWrapper().fileExtension(),
            file -> {
              atEachFile.run();
              int place = takenPaths.find(file.path());
              if (place >= 0) {
                compare(place, file);
              } else {
                sortIn(file, newest);
              }
            });
    findLost();
  }

  /** What is to be taken, in order. */
  OldestFiles candidates() {
    return candidates;
  }

  /** What this look and the taking of its candidates leave for the next one. */
  LookMemory memory() {
    return new LookMemory(pending, findings);
  }

  /** A candidate could not be taken. */
  void reject(FileStatus file, String reason) {
    pending.addRejected(file);
    findings.reject(file.path(), reason);
  }

  private long newestTimestamp() {
    return dataset.definition().ignoreLastTimestamp() ? Long.MIN_VALUE : index.newestTimestamp();
  }

  private void findLost() {
    for (int place = seen.nextClearBit(0);
        place < index.numberOfFiles();
        place = seen.nextClearBit(place + 1)) {
      TakenFile lost = index.file(place);
      if (lost.liveSamples() > 0) {
        findings.reject(
            lost.status().path(), "it vanished after it was taken; its samples are lost");
      }
    }
  }

  private void compare(int place, FileStatus now) {
    seen.set(place);
    TakenFile file = index.file(place);
    FileStatus taken = file.status();
    if (file.liveSamples() > 0 && !taken.equals(now)) {
      findings.reject(
          now.path(),
          "it changed after it was taken (it had %s, now it has %s); its samples cannot be read"
              .formatted(taken.describe(), now.describe()));
    }
  }

  private void sortIn(FileStatus file, long newest) {
    if (file.modifiedSeconds() < newest && !before.pending().contains(file)) {
      findings.leaveOut();
      return;
    }
    Optional<String> reasonToWait =
        settling.reasonToWait(file, before.pending().containsUnchanged(file));
    if (reasonToWait.isPresent()) {
      pending.addWaiting(file);
      findings.await(file.path(), reasonToWait.get());
    } else if (!retriesRejected && before.pending().containsRejected(file)) {
      pending.addRejected(file);
      findings.rejectAgain(file.path(), before.findings(), lastScan);
    } else {
      // stays pending until it is taken: this look may end before
      pending.addAsIn(before.pending(), file);
      candidates.add(file);
    }
  }
}
