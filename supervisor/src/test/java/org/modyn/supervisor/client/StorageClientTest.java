package org.modyn.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.proto.storage.GetIngestPositionRequest;
import org.modyn.proto.storage.GetIngestPositionResponse;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.supervisor.fake.FakeStorage;

final class StorageClientTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  void pagesInBothOrdersHaveEverySampleOnce() {
    FakeStorage fake = new FakeStorage();
    fake.add("numbers", 5, 3, 3, 3, 3, 3, -1, 9, 5, 5);
    with(
        fake,
        storage -> {
          List<Long> inTime = new ArrayList<>();
          PageStart start = new PageStart.FromTime(-1);
          Page page;
          do {
            page = storage.page("numbers", start, Optional.of(5L), 3);
            for (int index = 0; index < page.samples().size(); index++) {
              inTime.add(page.samples().key(index));
              assertThat(page.samples().label(index)).isEqualTo(10 * page.samples().key(index));
              start =
                  new PageStart.AfterSample(
                      page.samples().timestamp(index), page.samples().key(index));
            }
          } while (!page.atEnd());
          assertThat(inTime).containsExactly(7L, 2L, 3L, 4L, 5L, 6L, 1L, 9L, 10L);

          List<Long> inOrderOfIngest = new ArrayList<>();
          long position = 1;
          do {
            page =
                storage.page("numbers", new PageStart.FromPosition(position), Optional.empty(), 3);
            for (int index = 0; index < page.samples().size(); index++) {
              inOrderOfIngest.add(page.samples().key(index));
            }
            position = page.nextPosition();
          } while (!page.atEnd());
          assertThat(inOrderOfIngest).isEqualTo(LongStream.rangeClosed(1, 10).boxed().toList());
          assertThat(position).isEqualTo(11);
        });
  }

  @Test
  void waitsForTheNextSamples() {
    FakeStorage fake = new FakeStorage();
    fake.add("numbers", 1, 2);
    with(
        fake,
        storage -> {
          assertThat(storage.awaitIngest("numbers", 1, LONG)).isEqualTo(3);
          assertThat(storage.awaitIngest("numbers", 3, Duration.ofMillis(50))).isEqualTo(3);
          CompletableFuture<Long> waiting =
              CompletableFuture.supplyAsync(() -> storage.awaitIngest("numbers", 3, LONG));
          fake.add("numbers", 3);
          assertThat(waiting.join()).isEqualTo(4);
          assertCategory(ErrorCategory.NOT_FOUND, () -> storage.awaitIngest("none", 1, LONG));
          assertCategory(
              ErrorCategory.FAILED_PRECONDITION, () -> storage.awaitIngest("numbers", 5, LONG));
        });
  }

  /** A storage that does not report growth; its position grows with every question. */
  private static final class PolledStorage extends StorageGrpc.StorageImplBase {
    private long position;

    @Override
    public void getIngestPosition(
        GetIngestPositionRequest request, StreamObserver<GetIngestPositionResponse> observer) {
      position++;
      observer.onNext(GetIngestPositionResponse.newBuilder().setPosition(position).build());
      observer.onCompleted();
    }
  }

  @Test
  void asksAStorageThatDoesNotReportGrowth() {
    with(
        new PolledStorage(),
        storage -> {
          assertThat(storage.awaitIngest("numbers", 1, LONG)).isEqualTo(2);
          assertThat(storage.awaitIngest("numbers", 3, LONG)).as("asked twice").isEqualTo(4);
          assertCategory(
              ErrorCategory.UNIMPLEMENTED,
              () -> storage.page("numbers", new PageStart.FromTime(0), Optional.empty(), 1));
        });
  }

  private static void assertCategory(ErrorCategory category, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(category));
  }

  private static void with(BindableService storage, Consumer<StorageClient> test) {
    try (GrpcServer server =
            GrpcServer.start(
                "storage", new ServiceAddress("localhost", 0), List.of(storage.bindService()));
        RemoteService service =
            new RemoteService("storage", server.address(), Duration.ofSeconds(10))) {
      test.accept(new StorageClient(service));
    }
  }
}
