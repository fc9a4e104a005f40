package org.modyn.storage.ingest;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.modyn.storage.database.IngestStatus.FileReason;
import org.modyn.storage.database.IngestStatus.FileReasons;

/** Files that a scan could not ingest. Keeps a bounded number of reasons. */
final class FileReport {
  private final Reasons rejected = new Reasons();
  private final Reasons waiting = new Reasons();
  private long older;

  void reject(String path, String reason) {
    rejected.add(path, reason);
  }

  /**
   * Records a file that is still rejected, for the same reason as in one of the {@code earlier}
   * reports.
   */
  void rejectAgain(String path, FileReport... earlier) {
    for (FileReport other : earlier) {
      String reason = other.rejected.first.get(path);
      if (reason != null) {
        rejected.add(path, reason);
        return;
      }
    }
    rejected.count++;
  }

  void await(String path, String reason) {
    waiting.add(path, reason);
  }

  void skipOlder() {
    older++;
  }

  FileReasons rejected() {
    return rejected.toFileReasons();
  }

  FileReasons waiting() {
    return waiting.toFileReasons();
  }

  long older() {
    return older;
  }

  /**
   * Returns the rejected files that are not in {@code earlier}, or are there with another reason.
   */
  List<FileReason> newlyRejected(FileReport earlier) {
    return rejected().listed().stream()
        .filter(file -> !file.reason().equals(earlier.rejected.first.get(file.path())))
        .toList();
  }

  private static final class Reasons {
    private final TreeMap<String, String> first = new TreeMap<>();
    private long count;

    void add(String path, String reason) {
      count++;
      first.put(path, reason);
      if (first.size() > FileReasons.MAXIMUM_LISTED) {
        first.pollLastEntry();
      }
    }

    FileReasons toFileReasons() {
      List<FileReason> listed = first.entrySet().stream().map(Reasons::toFileReason).toList();
      return new FileReasons(count, listed);
    }

    private static FileReason toFileReason(Map.Entry<String, String> file) {
      return new FileReason(file.getKey(), file.getValue());
    }
  }
}
