package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.modyn.supervisor.client.Page;
import org.modyn.supervisor.client.PageStart;
import org.modyn.supervisor.client.StorageClient;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.state.PipelineParameters;
import org.modyn.supervisor.state.PipelinePosition;
import org.modyn.supervisor.state.ReadPosition;
import org.modyn.supervisor.state.SampleId;
import org.modyn.supervisor.state.StepResult.Fetched;

/**
 * Reads the samples of a pipeline by pages. Holds the rest of the current page in memory, and
 * fetches the next page meanwhile if there is one: at most {@value #PAGE_SIZE} samples of 24 bytes
 * each. If the rest is not in memory, after a restart, it is fetched again from the last sample
 * that was sent to the selector. Not thread safe.
 */
final class PageReader {
  static final int PAGE_SIZE = 200_000;

  /** A storage that is away is waited for when its page is needed. */
  private static final Duration PATIENCE_AHEAD = Duration.ofSeconds(1);

  private final PipelineParameters parameters;
  private final StorageClient storage;
  private final NextPage nextPage;
  private Optional<NewSamples> rest = Optional.empty();

  PageReader(PipelineParameters parameters, StorageClient storage) {
    this.parameters = requireNonNull(parameters, "parameters is null");
    this.storage = requireNonNull(storage, "storage is null");
    StorageClient ahead = storage.withPatience(PATIENCE_AHEAD);
    this.nextPage = new NextPage(from -> page(ahead, from, PAGE_SIZE));
  }

  /** Fetches the next page. */
  Fetched fetch(ReadPosition from) {
    Optional<Page> ahead = nextPage.take(from);
    Page page = ahead.orElseGet(() -> page(storage, from, PAGE_SIZE));
    NewSamples samples = page.samples().sortedByTimestamp();
    rest = Optional.of(samples);
    if (!page.atEnd() && !samples.isEmpty()) {
      nextPage.start(after(page, from));
    }
    // samples may have been ingested after the last page if it was fetched ahead
    boolean isLast = page.atEnd() && ahead.isEmpty();
    return new Fetched(samples.size(), samples.range().first(), page.nextPosition(), isLast);
  }

  /** Returns where the state machine continues after a page with samples. */
  private static ReadPosition after(Page page, ReadPosition from) {
    return switch (from) {
      case ReadPosition.Replay _ -> new ReadPosition.Replay(page.samples().range().last());
      case ReadPosition.Follow _ ->
          new ReadPosition.Follow(page.nextPosition(), Optional.empty(), Optional.empty());
    };
  }

  /** Returns the next samples of the current page, at most the given number. */
  NewSamples next(PipelinePosition position, int samples) {
    if (samples == 0) {
      return NewSamples.empty();
    }
    NewSamples available = rest.orElseGet(() -> fetchRest(position));
    rest = Optional.of(available);
    return available.slice(0, Math.min(samples, available.size()));
  }

  /** Removes samples that were sent to the selector. */
  void advance(int samples) {
    rest = rest.map(before -> before.slice(samples, before.size()));
  }

  /** Forgets the pages, so that they are fetched again. */
  void forget() {
    rest = Optional.empty();
    nextPage.discard();
  }

  private NewSamples fetchRest(PipelinePosition position) {
    PipelinePosition.Page page = position.page().orElseThrow();
    int sent = page.done() + position.batch().map(PipelinePosition.Batch::sent).orElse(0);
    return switch (position.data().read()) {
      case ReadPosition.Replay replay ->
          page(storage, replay, Math.max(1, page.size() - sent)).samples();
      case ReadPosition.Follow follow ->
          rest(page(storage, follow, PAGE_SIZE).samples().sortedByTimestamp(), follow);
    };
  }

  /** Returns the samples of a page after the last one that was sent. */
  private static NewSamples rest(NewSamples samples, ReadPosition.Follow follow) {
    long end = follow.end().orElseThrow();
    return samples.filter(
        (timestamp, key) ->
            key < end
                && follow
                    .last()
                    .filter(last -> new SampleId(timestamp, key).compareTo(last) <= 0)
                    .isEmpty());
  }

  private Page page(StorageClient client, ReadPosition from, int limit) {
    return client.page(
        parameters.datasetId(),
        start(from),
        parameters.isReplay()
            ? parameters.stopReplayAt().map(Integer::longValue)
            : Optional.empty(),
        limit);
  }

  private PageStart start(ReadPosition from) {
    return switch (from) {
      case ReadPosition.Replay replay ->
          replay
              .last()
              .<PageStart>map(last -> new PageStart.AfterSample(last.timestamp(), last.key()))
              .orElseGet(() -> new PageStart.FromTime(firstTimestamp()));
      case ReadPosition.Follow follow -> new PageStart.FromPosition(follow.start());
    };
  }

  /** Returns the first timestamp of the replay, seconds since 1970. */
  long firstTimestamp() {
    int start = parameters.startReplayAt().orElseThrow();
    return start == PipelineStart.ALL_DATA ? Long.MIN_VALUE : start;
  }
}
