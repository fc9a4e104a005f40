package org.modyn.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.storage.GetDatasetSizeRequest;
import org.modyn.proto.storage.GetDatasetStatusRequest;
import org.modyn.proto.storage.GetDatasetStatusResponse;
import org.modyn.proto.storage.GetNewDataSinceRequest;
import org.modyn.proto.storage.GetNewDataSinceResponse;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.RegisterNewDatasetResponse;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.storage.StorageGrpc.StorageBlockingStub;

/** A storage server and its database, each a process of its own, and a client here. */
final class StorageUnderTest implements AutoCloseable {
  private static final long POLL_NANOS = 2_000_000;
  private static final int POLLS_A_STATUS = 500;

  /** Seconds between two looks at a folder: its files do not change while it is measured. */
  private static final long WATCHER_INTERVAL = 3600;

  private final ServerProcess database;
  private final ServerProcess storage;
  private final GrpcClient client;

  private StorageUnderTest(ServerProcess database, ServerProcess storage) {
    this.database = database;
    this.storage = storage;
    this.client = GrpcClient.connect("storage", storage.address());
  }

  /**
   * @param directory for state and logs
   */
  static StorageUnderTest start(Path directory) throws IOException {
    Path state = Files.createDirectories(directory.resolve("state"));
    ServerProcess database =
        ServerProcess.start(
            directory.resolve("database.log"), "database", "--state-dir", state.toString());
    try {
      String yaml =
          """
          state_directory: %s
          storage:
            port: 0
            database: {hostname: %s, port: %d, %s}
          """
              .formatted(
                  state,
                  database.address().hostname(),
                  database.address().port(),
                  database.details());
      Path config = Files.writeString(directory.resolve("modyn.yaml"), yaml);
      return new StorageUnderTest(
          database,
          ServerProcess.start(
              directory.resolve("storage.log"), "storage", "--config", config.toString()));
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  GrpcClient client() {
    return client;
  }

  StorageBlockingStub stub() {
    return StorageGrpc.newBlockingStub(client.channel());
  }

  /**
   * Adds a dataset and waits until all its samples are taken.
   *
   * @param fileWrapperConfig as YAML
   * @param samples that its files have
   */
  void take(
      String dataset, Path folder, String fileWrapper, String fileWrapperConfig, long samples) {
    RegisterNewDatasetResponse response =
        stub()
            .registerNewDataset(
                RegisterNewDatasetRequest.newBuilder()
                    .setDatasetId(dataset)
                    .setVersion("1")
                    .setBasePath(folder.toString())
                    .setFilesystemWrapperType("LocalFilesystemWrapper")
                    .setFileWrapperType(fileWrapper)
                    .setFileWrapperConfig(fileWrapperConfig)
                    .setIgnoreLastTimestamp(true)
                    .setFileWatcherInterval(WATCHER_INTERVAL)
                    .build());
    if (!response.getSuccess()) {
      throw ModynException.internal("the storage refused the dataset: %s", response.getError());
    }
    GetDatasetSizeRequest size = GetDatasetSizeRequest.newBuilder().setDatasetId(dataset).build();
    for (long polls = 1; stub().getDatasetSize(size).getNumKeys() < samples; polls++) {
      if (polls % POLLS_A_STATUS == 0) {
        requireNothingRejected(dataset);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private void requireNothingRejected(String dataset) {
    GetDatasetStatusResponse status =
        stub().getDatasetStatus(GetDatasetStatusRequest.newBuilder().setDatasetId(dataset).build());
    if (status.getNumberOfRejectedFiles() > 0) {
      throw ModynException.dataLoss("the storage rejects %s", status.getRejectedFiles(0));
    }
  }

  /** The keys of a dataset, in the order of its files' times. */
  long[] keys(String dataset, int size) {
    long[] keys = new long[size];
    int count = 0;
    Iterator<GetNewDataSinceResponse> responses =
        stub().getNewDataSince(GetNewDataSinceRequest.newBuilder().setDatasetId(dataset).build());
    while (responses.hasNext()) {
      GetNewDataSinceResponse response = responses.next();
      for (int index = 0; index < response.getKeysCount(); index++) {
        keys[count++] = response.getKeys(index);
      }
    }
    return keys;
  }

  /** Memory of the storage server that is its own, not the files that it has mapped, in bytes. */
  long memoryBytes() {
    return storage.privateMemoryBytes();
  }

  @Override
  public void close() {
    client.close();
    storage.close();
    database.close();
  }
}
