package org.modyn.storage.read;

import org.modyn.common.error.ModynException;
import org.modyn.proto.storage.LocateSamplesRequest;
import org.modyn.proto.storage.LocateSamplesResponse;
import org.modyn.proto.storage.SampleLocation;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.dataset.DatasetIndex;
import org.modyn.storage.dataset.IngestedFile;

/** Locates samples in files, for diagnostics. */
public final class SampleLocations {
  /** The maximum number of samples in a request. */
  public static final int MAXIMUM_KEYS = 10_000;

  private SampleLocations() {}

  /**
   * Looks samples up in the index, without reading a file.
   *
   * @throws ModynException INVALID_ARGUMENT for more than {@value #MAXIMUM_KEYS} keys
   */
  public static LocateSamplesResponse locate(Dataset dataset, LocateSamplesRequest request) {
    if (request.getKeysCount() > MAXIMUM_KEYS) {
      throw ModynException.invalidArgument(
          "the request has %d keys; at most %d samples can be located at a time",
          request.getKeysCount(), MAXIMUM_KEYS);
    }
    DatasetIndex index = dataset.index();
    String folder = dataset.definition().basePath();
    LocateSamplesResponse.Builder response = LocateSamplesResponse.newBuilder();
    for (long key : request.getKeysList()) {
      int found = index.find(key);
      if (found < 0) {
        continue;
      }
      IngestedFile file = index.file(found);
      int position = Math.toIntExact(key - file.firstKey());
      if (!file.isDeleted(position)) {
        response.addSamples(
            SampleLocation.newBuilder()
                .setKey(key)
                .setPath(folder + (folder.endsWith("/") ? "" : "/") + file.status().path())
                .setIndex(file.storedPosition(position)));
      }
    }
    return response.build();
  }
}
