package org.modyn.benchmarks.framework;

import java.io.IOException;
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

/** A storage server as a separate process, and a client of it. */
public final class StorageUnderTest implements AutoCloseable {
  private static final String NAME = "storage";
  private static final long POLL_NANOS = 2_000_000;
  private static final int POLLS_A_STATUS = 500;

  /** Seconds between two scans of a folder, whose files do not change during a measurement. */
  private static final long WATCHER_INTERVAL = 3600;

  private final ServerUnderTest server;

  private StorageUnderTest(ServerUnderTest server) {
    this.server = server;
  }

  /**
   * Starts the server and a database of its own.
   *
   * @param directory for state and logs
   */
  public static StorageUnderTest start(Path directory) throws IOException {
    return new StorageUnderTest(
        ServerUnderTest.start(NAME, directory, StorageUnderTest::configuration));
  }

  /** As the other method, on a database that the caller closes after the server. */
  public static StorageUnderTest start(Path directory, DatabaseProcess database)
      throws IOException {
    return new StorageUnderTest(
        ServerUnderTest.start(NAME, directory, database, StorageUnderTest::configuration));
  }

  private static String configuration(String database) {
    return "storage: {port: 0, database: %s, dataset_roots: [/]}".formatted(database);
  }

  public GrpcClient client() {
    return server.client();
  }

  public StorageBlockingStub stub() {
    return StorageGrpc.newBlockingStub(server.client().channel());
  }

  /**
   * Adds a dataset and waits until all its samples are ingested.
   *
   * @param fileWrapperConfig as YAML
   * @param samples that its files have
   */
  public void ingest(
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
      throw ModynException.internal("the storage rejected the dataset: %s", response.getError());
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

  /** Returns the keys of a dataset, in the order of its files' times. */
  public long[] keys(String dataset, int size) {
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

  /**
   * Returns the keys of some samples of a dataset, as {@link #keys} without the others.
   *
   * @param positions the positions of the samples in the order of the listing, ascending
   * @param size the number of samples of the dataset
   * @throws ModynException INTERNAL when the listing has another size
   */
  public long[] keysAt(String dataset, int[] positions, long size) {
    long[] keys = new long[positions.length];
    int found = 0;
    long listed = 0;
    Iterator<GetNewDataSinceResponse> responses =
        stub().getNewDataSince(GetNewDataSinceRequest.newBuilder().setDatasetId(dataset).build());
    while (responses.hasNext()) {
      GetNewDataSinceResponse response = responses.next();
      long end = listed + response.getKeysCount();
      while (found < positions.length && positions[found] < end) {
        keys[found] = response.getKeys((int) (positions[found] - listed));
        found++;
      }
      listed = end;
    }
    if (listed != size) {
      throw ModynException.internal("there are %d keys, but %d came", size, listed);
    }
    return keys;
  }

  /** Returns the memory of the storage server without mapped files, in bytes. */
  public long memoryBytes() {
    return server.memoryBytes();
  }

  @Override
  public void close() {
    server.close();
  }
}
