package org.modyn.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.selector.TriggerResponse;
import org.modyn.proto.storage.GetDeletedKeysRequest;
import org.modyn.proto.storage.GetDeletedKeysResponse;
import org.modyn.proto.storage.StorageGrpc;

/** Training sets have no samples that storage says are deleted. */
final class DeletedSamplesTest {
  private static final int PIPELINE = 7;
  private static final String STRATEGY =
      """
      {"name": "NewDataStrategy", "maximum_keys_in_memory": 10, "storage_backend": "local",
       "tail_triggers": null}
      """;

  @TempDir private Path directory;
  private final TestDatabase database = TestDatabase.create();
  private final DeletingStorage storage = new DeletingStorage();
  private GrpcServer storageServer;
  private SelectorFixture selector;

  @BeforeEach
  void start() {
    storageServer =
        GrpcServer.start(
            "storage", new ServiceAddress("localhost", 0), List.of(storage.bindService()));
    ModynConfig config = SelectorFixture.config(database.config(), directory);
    selector =
        SelectorFixture.start(
            config.withStorage(config.storage().withAddress(storageServer.address())));
  }

  @AfterEach
  void stop() {
    selector.close();
    storageServer.close();
    database.close();
  }

  @Test
  void aDeletionMakesTheNextTrainingSetSmaller() {
    register("numbers");
    selector.trigger(PIPELINE, 1, 20);
    assertThat(keys(0)).hasSize(20);

    storage.delete(3, 5);
    storage.delete(40, 41);
    storage.delete(18, 22);
    TriggerResponse response = selector.trigger(PIPELINE, 21, 10);

    List<Long> expected = new ArrayList<>(List.of(1L, 2L));
    for (long key = 6; key <= 17; key++) {
      expected.add(key);
    }
    for (long key = 23; key <= 30; key++) {
      expected.add(key);
    }
    assertThat(keys(1)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(selector.numberOfSamples(PIPELINE, 1)).isEqualTo(22);
    assertThat(response.getLog().getValue()).contains("\"num_deleted_keys\":8");
    assertThat(keys(0)).hasSize(20);
  }

  @Test
  void aTrainingSetIsEmptyWhenAllSamplesAreDeleted() {
    register("numbers");
    storage.delete(1, 20);
    selector.trigger(PIPELINE, 1, 20);
    assertThat(selector.numberOfSamples(PIPELINE, 0)).isZero();
    assertThat(selector.numberOfPartitions(PIPELINE, 0)).isZero();
    selector.trigger(PIPELINE, 21, 5);
    assertThat(keys(1)).hasSize(5);
  }

  @Test
  void withoutADatasetNobodyIsAsked() {
    storage.delete(1, 20);
    register("");
    assertThat(selector.trigger(PIPELINE, 1, 20).getLog().getValue())
        .doesNotContain("num_deleted_keys");
    assertThat(keys(0)).hasSize(20);
  }

  @Test
  void aTriggerIsRepeatedWhenStorageWasAway() {
    register("letters");
    assertThatThrownBy(() -> selector.trigger(PIPELINE, 1, 20))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
    storage.dataset = "letters";
    selector.trigger(PIPELINE, 1, 20);
    assertThat(keys(0)).hasSize(20);
  }

  private void register(String dataset) {
    selector
        .stub()
        .registerPipeline(
            SelectorFixture.registration(PIPELINE, STRATEGY, 1).toBuilder()
                .setDatasetId(dataset)
                .build());
  }

  private List<Long> keys(int triggerId) {
    List<Long> keys = new ArrayList<>();
    for (int partition = 0;
        partition < selector.numberOfPartitions(PIPELINE, triggerId);
        partition++) {
      keys.addAll(selector.keys(PIPELINE, triggerId, partition, 0));
    }
    return keys;
  }

  /** A storage that knows deleted keys, a message for each range. */
  private static final class DeletingStorage extends StorageGrpc.StorageImplBase {
    private volatile String dataset = "numbers";
    private long[][] ranges = {};

    synchronized void delete(long first, long last) {
      long[][] more = Arrays.copyOf(ranges, ranges.length + 1);
      more[ranges.length] = new long[] {first, last};
      Arrays.sort(more, (a, b) -> Long.compare(a[0], b[0]));
      ranges = more;
    }

    @Override
    public synchronized void getDeletedKeys(
        GetDeletedKeysRequest request, StreamObserver<GetDeletedKeysResponse> observer) {
      if (!request.getDatasetId().equals(dataset)) {
        observer.onError(Status.NOT_FOUND.asRuntimeException());
        return;
      }
      for (long[] range : ranges) {
        observer.onNext(
            GetDeletedKeysResponse.newBuilder()
                .addFirstKeys(range[0])
                .addLastKeys(range[1])
                .build());
      }
      observer.onCompleted();
    }
  }
}
