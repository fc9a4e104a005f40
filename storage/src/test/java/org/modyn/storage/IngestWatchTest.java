package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.storage.DatasetAvailableRequest;
import org.modyn.proto.storage.GetIngestPositionResponse;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.storage.WatchIngestPositionRequest;

/** Followers of an ingest position learn of every growth, and of the end. */
final class IngestWatchTest {
  @TempDir private Path folder;
  private StorageFixture storage;

  @BeforeEach
  void start() {
    storage = StorageFixture.start();
    storage.register("numbers", folder, true);
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void answersAtOnceAndWithEachGrowth() throws InterruptedException {
    StorageFixture.write(folder.resolve("a.bin"), 2000, 0, 10);
    storage.awaitSamples("numbers", 10);
    Watch behind = watch(storage.channel(), 1);
    assertThat(behind.next()).isEqualTo(11L);
    List<Watch> followers = new ArrayList<>(List.of(behind));
    for (int follower = 0; follower < 20; follower++) {
      followers.add(watch(storage.channel(), 11));
    }

    StorageFixture.write(folder.resolve("b.bin"), 1000, 10, 5);
    for (Watch follower : followers) {
      assertThat(follower.next()).isEqualTo(16L);
    }
    followers.get(1).cancel();
    StorageFixture.write(folder.resolve("c.bin"), 3000, 15, 5);
    for (Watch follower : followers.subList(2, followers.size())) {
      assertThat(follower.next()).isEqualTo(21L);
    }
    assertThat(followers.get(1).next()).isEqualTo(Status.Code.CANCELLED);
  }

  @Test
  void learnsOfFilesThatAnotherServerIngests() throws InterruptedException {
    try (StorageServer replica = StorageServer.start(storage.config(List.of()));
        GrpcClient client = GrpcClient.connect("storage", replica.address())) {
      Watch follower = watch(client.channel(), 1);
      StorageFixture.write(folder.resolve("a.bin"), 2000, 0, 10);
      assertThat(follower.next()).isEqualTo(11L);
    }
  }

  @Test
  void endsWhenTheServerStops() throws InterruptedException {
    StorageFixture.write(folder.resolve("a.bin"), 2000, 0, 10);
    storage.awaitSamples("numbers", 10);
    Watch follower = watch(storage.channel(), 1);
    assertThat(follower.next()).isEqualTo(11L);
    storage.closeServer();
    assertThat(follower.next()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(follower.reason).isEqualTo("the storage server is stopping");
  }

  @Test
  void endsWhenTheDatasetIsRemoved() throws InterruptedException {
    Watch follower = watch(storage.channel(), 1);
    Watch none = watch(storage.channel(), 2);
    assertThat(none.next()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    DatasetAvailableRequest dataset =
        DatasetAvailableRequest.newBuilder().setDatasetId("numbers").build();
    assertThat(storage.stub().unregisterDataset(dataset).getSuccess()).isTrue();
    assertThat(follower.next()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(watch(storage.channel(), 1).next()).isEqualTo(Status.Code.NOT_FOUND);
  }

  private static Watch watch(Channel channel, long position) {
    Watch watch = new Watch();
    StorageGrpc.newStub(channel)
        .watchIngestPosition(
            WatchIngestPositionRequest.newBuilder()
                .setDatasetId("numbers")
                .setPosition(position)
                .build(),
            watch);
    return watch;
  }

  /** What a follower has received: positions, and the status code at the end. */
  private static final class Watch
      implements ClientResponseObserver<WatchIngestPositionRequest, GetIngestPositionResponse> {
    private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
    private volatile ClientCallStreamObserver<WatchIngestPositionRequest> call;
    private volatile String reason;

    Object next() throws InterruptedException {
      return received.poll(60, TimeUnit.SECONDS);
    }

    void cancel() {
      call.cancel("the test has seen enough", null);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchIngestPositionRequest> started) {
      call = started;
    }

    @Override
    public void onNext(GetIngestPositionResponse response) {
      received.add(response.getPosition());
    }

    @Override
    public void onError(Throwable error) {
      Status status = ((StatusRuntimeException) error).getStatus();
      reason = status.getDescription();
      received.add(status.getCode());
    }

    @Override
    public void onCompleted() {
      received.add(Status.Code.OK);
    }
  }
}
