package org.modyn.common.sample;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcErrors;

/**
 * One call for samples to one server. The queue is bounded by the number of messages requested from
 * the transport: another message is requested when one is consumed.
 */
final class GrpcSampleStream implements AutoCloseable {
  private final ClientCall<SampleRequest, SampleBatch> call;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<SampleBatch> arrived = new ArrayDeque<>();
  private Status end;
  private Metadata endTrailers = new Metadata();
  private boolean answered;
  private boolean closed;

  private GrpcSampleStream(ClientCall<SampleRequest, SampleBatch> call) {
    this.call = call;
  }

  static GrpcSampleStream start(
      ClientCall<SampleRequest, SampleBatch> call, SampleRequest request) {
    GrpcSampleStream stream = new GrpcSampleStream(call);
    call.start(stream.new Receiver(), new Metadata());
    call.request(SampleClient.PREFETCHED_MESSAGES);
    call.sendMessage(request);
    call.halfClose();
    return stream;
  }

  /** As {@link SampleStream#next}. */
  SampleBatch next() {
    SampleBatch batch;
    lock.lock();
    try {
      while (arrived.isEmpty() && end == null && !closed) {
        changed.await();
      }
      if (closed) {
        throw new ModynException(ErrorCategory.CANCELLED, "the stream of samples was closed");
      }
      batch = arrived.poll();
      if (batch == null) {
        throwUnlessOk(end, endTrailers);
        return null;
      }
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new ModynException(ErrorCategory.CANCELLED, "interrupted while waiting for samples", e);
    } finally {
      lock.unlock();
    }
    call.request(1);
    return batch;
  }

  /**
   * Returns whether the connection broke after a server had started to respond. A call without a
   * response is not broken: the channel has already retried it.
   */
  boolean isBroken() {
    lock.lock();
    try {
      return !closed && answered && end != null && isConnectionLoss(end);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      arrived.forEach(SampleBatch::close);
      arrived.clear();
      changed.signalAll();
      if (end != null) {
        return;
      }
    } finally {
      lock.unlock();
    }
    call.cancel("the reader closed the stream of samples", null);
  }

  /**
   * A server that shuts down cancels its calls. A cause is never transmitted, so that a status with
   * a cause is from this side.
   */
  private static boolean isConnectionLoss(Status status) {
    return status.getCode() == Status.Code.UNAVAILABLE
        || (status.getCode() == Status.Code.CANCELLED && status.getCause() == null);
  }

  private static void throwUnlessOk(Status status, Metadata trailers) {
    if (status.isOk()) {
      return;
    }
    if (status.getCause() instanceof ModynException e) {
      throw e;
    }
    throw GrpcErrors.toModynException("storage", status.asRuntimeException(trailers));
  }

  private final class Receiver extends ClientCall.Listener<SampleBatch> {
    @Override
    public void onHeaders(Metadata headers) {
      lock.lock();
      try {
        answered = true;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void onMessage(SampleBatch batch) {
      lock.lock();
      try {
        if (closed) {
          batch.close();
        } else {
          arrived.add(batch);
          changed.signal();
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      lock.lock();
      try {
        end = status;
        endTrailers = trailers;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
