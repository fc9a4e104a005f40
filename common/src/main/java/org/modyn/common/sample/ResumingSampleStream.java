package org.modyn.common.sample;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import org.modyn.common.error.Interruptible;
import org.modyn.common.error.ModynException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link SampleStream} that fails over to another server: when the connection breaks during the
 * response, the keys whose samples have not arrived are requested again. Each key is answered
 * exactly as often as it was requested.
 *
 * <p>Cost without failures: received keys are recorded, 8 bytes each.
 */
final class ResumingSampleStream implements SampleStream {
  /** The maximum number of consecutive attempts without progress, although a server responded. */
  private static final int MAXIMUM_FRUITLESS_ATTEMPTS = 5;

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Logger log = LoggerFactory.getLogger(ResumingSampleStream.class);

  private final SampleRequest request;
  private final Function<SampleRequest, GrpcSampleStream> server;
  private long[] received = new long[256];
  private int numberReceived;
  private int fruitlessAttempts;
  private boolean complete;
  private volatile GrpcSampleStream attempt;
  private volatile boolean closed;

  /**
   * @param server starts a request
   */
  ResumingSampleStream(SampleRequest request, Function<SampleRequest, GrpcSampleStream> server) {
    this.request = requireNonNull(request, "request is null");
    this.server = requireNonNull(server, "server is null");
    this.attempt = server.apply(request);
  }

  @Override
  public SampleBatch next() {
    while (!complete) {
      try {
        SampleBatch batch = attempt.next();
        if (batch == null) {
          complete = true;
        } else {
          remember(batch);
        }
        return batch;
      } catch (ModynException e) {
        if (closed || !attempt.isBroken() || ++fruitlessAttempts > MAXIMUM_FRUITLESS_ATTEMPTS) {
          throw e;
        }
        resume(e);
      }
    }
    return null;
  }

  @Override
  public void close() {
    closed = true;
    attempt.close();
  }

  private void remember(SampleBatch batch) {
    fruitlessAttempts = 0;
    int size = batch.size();
    long[] deleted = batch.deletedKeys();
    long[] unreadable = batch.unreadableKeys();
    reserve(size + deleted.length + unreadable.length);
    batch.copyKeys(received, numberReceived);
    numberReceived += size;
    remember(deleted);
    remember(unreadable);
  }

  private void remember(long[] keys) {
    System.arraycopy(keys, 0, received, numberReceived, keys.length);
    numberReceived += keys.length;
  }

  private void reserve(int size) {
    if (numberReceived + size > received.length) {
      int doubled = Math.min(2 * received.length, request.keys().length);
      received = Arrays.copyOf(received, Math.max(doubled, numberReceived + size));
    }
  }

  private void resume(ModynException reason) {
    long[] missing = missingKeys();
    if (missing.length == 0 && request.keys().length > 0) {
      complete = true;
      return;
    }
    log.warn(
        "{}; asking again for {} of {} samples",
        reason.getMessage(),
        missing.length,
        request.keys().length);
    // no delay before the first attempt, as another server is probably available
    Interruptible.sleep(PAUSE.multipliedBy(fruitlessAttempts - 1), "requesting samples again");
    attempt = server.apply(request.withKeys(missing));
    if (closed) {
      // a concurrent close may have missed the new attempt
      attempt.close();
    }
  }

  /** Returns the requested keys minus the received ones, with multiplicity. */
  private long[] missingKeys() {
    long[] missing = request.keys().clone();
    Arrays.sort(missing);
    long[] came = Arrays.copyOf(received, numberReceived);
    Arrays.sort(came);
    int kept = 0;
    int next = 0;
    for (long key : missing) {
      while (next < came.length && came[next] < key) {
        next++;
      }
      if (next < came.length && came[next] == key) {
        next++;
      } else {
        missing[kept++] = key;
      }
    }
    return Arrays.copyOf(missing, kept);
  }
}
