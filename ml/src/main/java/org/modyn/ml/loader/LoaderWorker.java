package org.modyn.ml.loader;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.sample.SampleStream;
import org.modyn.ml.parser.LabelTransformer;
import org.modyn.ml.parser.SampleParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One loader thread: keeps requests for the next {@linkplain Window windows} in flight, and parses
 * the responses directly into the buffers of the batches. Each sample is written to the row that
 * the plan assigns to its key, so storage may send the samples in any order.
 */
final class LoaderWorker implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(LoaderWorker.class);

  /** A window and the answer to its request; the stream is null when the window ends an epoch. */
  private record Request(Window window, SampleStream stream) {}

  private final int worker;
  private final WindowPlanner planner;
  private final SampleClient samples;
  private final String datasetId;
  private final SampleParser parser;
  private final LabelTransformer labelTransformer;
  private final LoaderOptions options;
  private final BatchExchange exchange;
  private final Supplier<Batch> emptyBatch;
  private final ArrayDeque<Request> requests = new ArrayDeque<>();
  private final WorkerClock clock;
  private final SkippedSamples skipped;
  private Window planned;
  private long waiting;
  private long transforming;
  private long partitionBeingRead;

  LoaderWorker(
      int worker,
      WindowPlanner planner,
      SampleClient samples,
      String datasetId,
      SampleParser parser,
      LabelTransformer labelTransformer,
      LoaderOptions options,
      BatchExchange exchange,
      Supplier<Batch> emptyBatch,
      WorkerClock clock,
      SkippedSamples skipped) {
    this.worker = worker;
    this.planner = planner;
    this.samples = samples;
    this.datasetId = datasetId;
    this.parser = parser;
    this.labelTransformer = labelTransformer;
    this.options = options;
    this.exchange = exchange;
    this.emptyBatch = emptyBatch;
    this.clock = clock;
    this.skipped = skipped;
  }

  @Override
  public void run() {
    try {
      planned = planner.next();
      while (planned != null || !requests.isEmpty()) {
        request();
        Request request = requests.remove();
        partitionBeingRead = request.window().partitionOrdinal();
        if (request.window().endsEpoch()) {
          clock.ended(request.window().epoch());
          exchange.endEpoch(worker);
        } else {
          load(request);
        }
      }
    } catch (InterruptedException e) {
      log.debug("Loader worker {} was stopped", worker);
    } catch (RuntimeException | Error e) {
      if (exchange.isStopped()) {
        log.debug("Loader worker {} ended after the loader was stopped", worker, e);
      }
      exchange.fail(e);
    } finally {
      requests.forEach(LoaderWorker::close);
    }
  }

  /**
   * Sends requests until the limit on requests in flight or on prefetching is reached; at least
   * one.
   */
  private void request() {
    while (planned != null
        && (requests.isEmpty()
            || (requests.size() < options.requestsInFlight()
                && planned.partitionOrdinal()
                    <= partitionBeingRead + options.prefetchedPartitions()))) {
      SampleStream stream = planned.endsEpoch() ? null : ask(planned);
      requests.add(new Request(planned, stream));
      planned = planner.next();
    }
  }

  private SampleStream ask(Window window) {
    return samples.get(datasetId, window.missingKeys(), skipped.policy());
  }

  private void load(Request request) throws InterruptedException {
    Window window = request.window();
    List<Batch> batches = new ArrayList<>();
    for (int from = 0; from < window.size(); from += options.batchSize()) {
      Batch batch = takeFree(request.stream());
      int size = Math.min(options.batchSize(), window.size() - from);
      batch.start(window, from, size);
      batches.add(batch);
    }
    waiting = 0;
    transforming = 0;
    receive(window, request.stream(), batches);
    long received = System.nanoTime();
    if (!window.skipped().isEmpty()) {
      batches.forEach(Batch::removeSkipped);
    }
    for (Batch batch : batches) {
      labelTransformer.transform(batch.tensors().labels(), batch.tensors().size());
    }
    transforming += System.nanoTime() - received;
    clock.received(window, waiting, transforming);
    for (Batch batch : batches) {
      exchange.putReady(worker, batch);
    }
  }

  private Batch takeFree(SampleStream stream) throws InterruptedException {
    try {
      return exchange.takeFree(worker, emptyBatch);
    } catch (InterruptedException | RuntimeException | Error e) {
      stream.close();
      throw e;
    }
  }

  /**
   * Reads a response to its end. If storage becomes unavailable before that, the missing samples
   * are requested again, as long as each attempt yields at least one sample. The channel itself has
   * already waited for storage in that case.
   */
  private void receive(Window window, SampleStream first, List<Batch> batches) {
    SampleStream stream = first;
    while (true) {
      int missing = window.missing();
      try (SampleStream current = stream) {
        read(current, window, batches);
        checkComplete(window);
        return;
      } catch (ModynException e) {
        if (e.category() != ErrorCategory.UNAVAILABLE || window.missing() == missing) {
          throw e;
        }
        log.warn(
            "The answer of storage broke off, {} of {} samples are requested again: {}",
            window.missing(),
            window.size(),
            e.getMessage());
      }
      stream = ask(window);
    }
  }

  private void read(SampleStream stream, Window window, List<Batch> batches) {
    long asked = System.nanoTime();
    for (SampleBatch answer = stream.next(); answer != null; answer = stream.next()) {
      long arrived = System.nanoTime();
      waiting += arrived - asked;
      try (SampleBatch current = answer) {
        skipped.add(current, window);
        place(current, window, batches);
      }
      asked = System.nanoTime();
      transforming += asked - arrived;
    }
    waiting += System.nanoTime() - asked;
  }

  /** Parses the samples of a message into the rows that the plan assigns to their keys. */
  private void place(SampleBatch answer, Window window, List<Batch> batches) {
    int batchSize = options.batchSize();
    for (int i = 0; i < answer.size(); i++) {
      int slot = window.arrived(answer.key(i));
      if (slot < 0) {
        checkWanted(window, answer.key(i));
      }
      for (; slot >= 0; slot = window.next(slot)) {
        int position = window.position(slot);
        int batch = position / batchSize;
        batches.get(batch).put(position - batch * batchSize, answer, i, parser);
      }
    }
  }

  private void checkComplete(Window window) {
    if (window.missing() > 0) {
      throw ModynException.dataLoss(
          "storage did not send %d of %d requested samples of the dataset '%s', among them key %d",
          window.missing(), window.size(), datasetId, window.missingKeys()[0]);
    }
  }

  private void checkWanted(Window window, long key) {
    if (!window.wants(key)) {
      throw ModynException.internal(
          "storage sent key %d of the dataset '%s', which was not requested", key, datasetId);
    }
  }

  private static void close(Request request) {
    if (request.stream() != null) {
      request.stream().close();
    }
  }
}
