package org.modyn.supervisor.state;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;

/** Where a pipeline reads its data. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "order")
public sealed interface ReadPosition {
  /**
   * In a replay, the samples after one, in the order of (timestamp, key).
   *
   * @param last the last sample that was sent to the selector; empty at the start of the replay
   */
  record Replay(Optional<SampleId> last) implements ReadPosition {}

  /**
   * In production, a page of the samples in the order of ingest. The samples of a page are
   * processed in the order of (timestamp, key).
   *
   * @param start the ingest position of the first sample of the page
   * @param end the ingest position after the last sample of the page; empty before the page has
   *     been fetched
   * @param last the last sample of the page that was sent to the selector; empty at its start
   */
  record Follow(long start, Optional<Long> end, Optional<SampleId> last) implements ReadPosition {}
}
