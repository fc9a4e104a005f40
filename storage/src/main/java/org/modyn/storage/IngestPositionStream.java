package org.modyn.storage;

import static java.util.Objects.requireNonNull;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;
import org.modyn.proto.storage.GetIngestPositionResponse;
import org.modyn.proto.storage.WatchIngestPositionRequest;
import org.modyn.storage.catalog.DatasetCatalog;
import org.modyn.storage.catalog.IngestFollowers;
import org.modyn.storage.dataset.Dataset;

/**
 * The response to {@code WatchIngestPosition}: the newest position whenever it has grown and the
 * transport is ready, so that a slow client skips positions instead of delaying anything.
 */
final class IngestPositionStream implements IngestFollowers.Follower {
  private final ServerCallStreamObserver<GetIngestPositionResponse> call;
  private long sent;
  private long newest;
  private boolean ended;

  /**
   * @param position the position that the client knows
   */
  private IngestPositionStream(
      ServerCallStreamObserver<GetIngestPositionResponse> call, long position) {
    this.call = requireNonNull(call, "call is null");
    this.sent = position;
    this.newest = position;
  }

  /** Answers a call; must be called on the thread of its handler. */
  static void open(
      DatasetCatalog catalog,
      WatchIngestPositionRequest request,
      StreamObserver<GetIngestPositionResponse> observer) {
    Dataset dataset = catalog.fresh(request.getDatasetId());
    DataPages.checkPosition(dataset.index(), dataset.name(), request.getPosition());
    ServerCallStreamObserver<GetIngestPositionResponse> call =
        (ServerCallStreamObserver<GetIngestPositionResponse>) observer;
    IngestPositionStream stream = new IngestPositionStream(call, request.getPosition());
    call.setOnReadyHandler(stream::send);
    call.setOnCancelHandler(
        () -> {
          stream.cancelled();
          catalog.followers().remove(dataset.id(), stream);
        });
    catalog.followers().add(dataset.id(), stream);
    // the dataset may have grown, or have been removed, before the follower was added
    catalog
        .find(dataset.name())
        .filter(current -> current.id() == dataset.id())
        .ifPresentOrElse(
            current -> stream.grown(current.index().nextKey()),
            () -> catalog.followers().removed(dataset.id(), dataset.name()));
  }

  @Override
  public synchronized void grown(long position) {
    newest = Math.max(newest, position);
    send();
  }

  /** Sends the newest position if the client does not know it and can receive it. */
  synchronized void send() {
    if (!ended && newest > sent && call.isReady()) {
      sent = newest;
      call.onNext(GetIngestPositionResponse.newBuilder().setPosition(sent).build());
    }
  }

  @Override
  public synchronized void ended(ModynException reason) {
    if (!ended) {
      ended = true;
      call.onError(GrpcErrors.toStatus(reason));
    }
  }

  /** Is called when the client has cancelled the call. */
  synchronized void cancelled() {
    ended = true;
  }
}
