package org.modyn.storage.ingest;

import static java.util.Comparator.comparingLong;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.modyn.storage.filesystem.FileStatus;

final class OldestFilesTest {
  @Property
  void theFirstInOrderAreKept(
      @ForAll @Size(max = 60) List<@IntRange(max = 9) Integer> times,
      @ForAll @IntRange(min = 1, max = 70) int capacity) {
    OldestFiles oldest = new OldestFiles(capacity);
    List<FileStatus> all = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      FileStatus file =
          new FileStatus(String.format(Locale.ROOT, "file-%02d", 31 * i % 61), 1, times.get(i));
      all.add(file);
      oldest.add(file);
    }
    all.sort(comparingLong(FileStatus::modifiedNanos).thenComparing(FileStatus::path));
    assertThat(oldest.inOrder()).isEqualTo(all.subList(0, Math.min(capacity, all.size())));
    assertThat(oldest.overflowed()).isEqualTo(all.size() > capacity);
  }

  @Property
  void aFileThatWasListedTwiceIsThereOnce(@ForAll @IntRange(min = 2, max = 9) int times) {
    OldestFiles oldest = new OldestFiles(10);
    for (int i = 0; i < times; i++) {
      oldest.add(new FileStatus("same", 1, 5));
    }
    assertThat(oldest.inOrder()).containsExactly(new FileStatus("same", 1, 5));
  }
}
