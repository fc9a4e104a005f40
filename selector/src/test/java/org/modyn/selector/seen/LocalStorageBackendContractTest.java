package org.modyn.selector.seen;

import org.modyn.selector.TemporaryDirectory;

class LocalStorageBackendContractTest extends StorageBackendContract {
  @Override
  Place newPlace() {
    TemporaryDirectory directory = TemporaryDirectory.create();
    return new Place() {
      @Override
      public StorageBackend open(long recordedCount) {
        return LocalStorageBackend.open(directory.path(), 4, 25, recordedCount);
      }

      @Override
      public void close() {
        directory.close();
      }
    };
  }
}
