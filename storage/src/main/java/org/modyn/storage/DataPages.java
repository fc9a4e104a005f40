package org.modyn.storage;

import java.util.Locale;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.proto.storage.GetDataPageRequest;
import org.modyn.proto.storage.GetDataPageResponse;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.dataset.SampleScan;
import org.modyn.storage.dataset.TimePosition;

/** Parts of a dataset's samples, each requested by a call of its own. */
final class DataPages {
  /** A key, a timestamp and a label take at most 30 bytes: a message stays below 6 MiB. */
  static final int MAXIMUM_PAGE_SAMPLES = 200_000;

  private DataPages() {}

  /**
   * Returns a page of the samples in {@code index}.
   *
   * @throws ModynException INVALID_ARGUMENT for an unusable request; FAILED_PRECONDITION when the
   *     position is after the dataset's ingest position
   */
  static GetDataPageResponse page(DatasetIndex index, GetDataPageRequest request) {
    SampleScan scan =
        switch (request.getStartCase()) {
          case FIRST_TIMESTAMP ->
              scan(index, request, TimePosition.before(request.getFirstTimestamp()));
          case AFTER_SAMPLE ->
              scan(
                  index,
                  request,
                  new TimePosition(
                      request.getAfterSample().getTimestamp(), request.getAfterSample().getKey()));
          case POSITION -> scanFromPosition(index, request);
          case START_NOT_SET ->
              throw ModynException.invalidArgument(
                  "the request has no start; set first_timestamp, after_sample or position");
        };
    GetDataPageResponse.Builder page = GetDataPageResponse.newBuilder();
    scan.next(
        limit(request),
        (key, timestamp, label) -> page.addKeys(key).addTimestamps(timestamp).addLabels(label));
    boolean isInTimeOrder = !request.hasPosition();
    return page.setAtEnd(!scan.hasNext())
        .setNextPosition(
            isInTimeOrder || !scan.hasNext()
                ? index.nextKey()
                : page.getKeys(page.getKeysCount() - 1) + 1)
        .build();
  }

  /**
   * Refuses a position that no sample of the dataset can have had: it belongs to another dataset,
   * or to one of the same name that was removed.
   *
   * @throws ModynException FAILED_PRECONDITION when the position is after the ingest position
   */
  static void checkPosition(DatasetIndex index, String datasetId, long position) {
    if (position > index.nextKey()) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          String.format(
              Locale.ROOT,
              "position is %d, but the ingest position of the dataset '%s' is %d; the dataset was"
                  + " removed and registered again, or the position is one of another dataset",
              position,
              datasetId,
              index.nextKey()));
    }
  }

  private static SampleScan scan(
      DatasetIndex index, GetDataPageRequest request, TimePosition position) {
    return index.scanAfter(
        position, request.hasLastTimestamp() ? request.getLastTimestamp() : Long.MAX_VALUE);
  }

  private static SampleScan scanFromPosition(DatasetIndex index, GetDataPageRequest request) {
    if (request.hasLastTimestamp()) {
      throw ModynException.invalidArgument(
          "last_timestamp is set, but samples from a position are in no order of time; leave it"
              + " unset, or start with first_timestamp");
    }
    checkPosition(index, request.getDatasetId(), request.getPosition());
    return index.scanFromKey(request.getPosition());
  }

  private static int limit(GetDataPageRequest request) {
    if (request.getLimit() < 0) {
      throw ModynException.invalidArgument("limit is %d, allowed: 0 or more", request.getLimit());
    }
    return request.getLimit() == 0
        ? MAXIMUM_PAGE_SAMPLES
        : Math.min(request.getLimit(), MAXIMUM_PAGE_SAMPLES);
  }
}
