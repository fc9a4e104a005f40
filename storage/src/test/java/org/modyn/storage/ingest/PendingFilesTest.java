package org.modyn.storage.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.modyn.storage.filesystem.FileStatus;

final class PendingFilesTest {
  private static final FileStatus FILE = new FileStatus("a/b.bin", 10, 1000);
  private static final FileStatus GROWN = new FileStatus("a/b.bin", 11, 1000);
  private static final FileStatus TOUCHED = new FileStatus("a/b.bin", 10, 1001);

  @Test
  void itKnowsWhetherAFileHasChanged() {
    PendingFiles pending = new PendingFiles();
    assertThat(pending.contains(FILE)).isFalse();
    assertThat(pending.containsUnchanged(FILE)).isFalse();
    pending.addWaiting(FILE);
    assertThat(pending.containsUnchanged(FILE)).isTrue();
    assertThat(pending.containsRejected(FILE)).isFalse();
    assertThat(pending.contains(GROWN)).isTrue();
    assertThat(pending.containsUnchanged(GROWN)).isFalse();
    assertThat(pending.containsUnchanged(TOUCHED)).isFalse();
  }

  @Test
  void theLastThatWasSaidOfAFileCounts() {
    PendingFiles pending = new PendingFiles();
    pending.addWaiting(FILE);
    pending.addRejected(GROWN);
    assertThat(pending.size()).isEqualTo(1);
    assertThat(pending.containsRejected(GROWN)).isTrue();
    assertThat(pending.containsUnchanged(GROWN)).isTrue();
    assertThat(pending.containsRejected(FILE)).isFalse();

    PendingFiles later = new PendingFiles();
    later.addAsIn(pending, FILE);
    later.addAsIn(pending, new FileStatus("other", 1, 1));
    assertThat(later.size()).isEqualTo(1);
    assertThat(later.containsRejected(GROWN)).isTrue();
  }

  @Test
  void pathsSurviveBeingWritten() {
    PendingFiles pending = new PendingFiles();
    for (int i = 0; i < 1000; i++) {
      pending.addRejected(new FileStatus("file-" + i, i, i));
    }
    PendingFiles read = PendingFiles.of(pending.toBytes());
    assertThat(read.size()).isEqualTo(1000);
    assertThat(read.toBytes()).isEqualTo(pending.toBytes());
    for (int i = 0; i < 1000; i++) {
      FileStatus file = new FileStatus("file-" + i, i, i);
      assertThat(read.contains(file)).isTrue();
      assertThat(read.containsUnchanged(file)).isFalse();
    }
    assertThat(read.contains(new FileStatus("file-1000", 1, 1))).isFalse();
  }

  @Test
  void whatIsWrittenIsBounded() {
    PendingFiles pending = new PendingFiles();
    for (int i = 0; i <= PendingFiles.MAXIMUM_WRITTEN; i++) {
      pending.addWaiting(new FileStatus("file-" + i, 1, 1));
    }
    assertThat(pending.toBytes()).hasSize(PendingFiles.MAXIMUM_WRITTEN * Long.BYTES);
  }
}
