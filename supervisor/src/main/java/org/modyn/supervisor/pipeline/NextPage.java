package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.modyn.common.concurrent.CallerContext;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.client.Page;
import org.modyn.supervisor.state.ReadPosition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the page after the current one on a virtual thread, while the current one is processed.
 * Holds at most one page. Not thread safe.
 */
final class NextPage {
  private static final Logger log = LoggerFactory.getLogger(NextPage.class);

  private final Function<ReadPosition, Page> fetch;
  private Optional<Started> started = Optional.empty();

  private record Started(ReadPosition from, FutureTask<Page> page) {}

  /**
   * @param fetch returns the page from a position; called on another thread
   */
  NextPage(Function<ReadPosition, Page> fetch) {
    this.fetch = requireNonNull(fetch, "fetch is null");
  }

  /** Starts to fetch the page from a position. */
  void start(ReadPosition from) {
    discard();
    FutureTask<Page> page = new FutureTask<>(() -> fetch.apply(from));
    started = Optional.of(new Started(from, page));
    Thread.ofVirtual().name("next-page").start(CallerContext.carry(page));
  }

  /**
   * Returns the page from a position, and waits for it if necessary.
   *
   * @return empty when no page from this position was started, or when it could not be fetched: the
   *     caller then fetches it, and receives the error if there still is one
   * @throws ModynException CANCELLED when the thread is interrupted
   */
  Optional<Page> take(ReadPosition from) {
    Optional<Started> requested = started.filter(page -> page.from().equals(from));
    if (requested.isEmpty()) {
      discard();
      return Optional.empty();
    }
    try {
      return Optional.of(requested.get().page().get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModynException(
          ErrorCategory.CANCELLED, "interrupted while a page of samples was fetched", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      log.debug("A page could not be fetched ahead, and is fetched again", e);
      return Optional.empty();
    } finally {
      discard();
    }
  }

  /** Cancels the call in progress, or removes the page. */
  void discard() {
    started.ifPresent(page -> page.page().cancel(true));
    started = Optional.empty();
  }
}
