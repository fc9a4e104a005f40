package org.modyn.common.operations;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server needs to serve. Asked often and by many, it checks at most once per {@link
 * #VALIDITY}, one check at a time, so that probes are no load for a database that is slow already.
 *
 * <p>Safe for concurrent use.
 */
public final class Readiness {
  /** The time for which an answer is reused. */
  static final Duration VALIDITY = Duration.ofSeconds(1);

  /** The time after which a condition that is still being checked counts as missing. */
  static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final Logger log = LoggerFactory.getLogger(Readiness.class);

  private final List<Condition> conditions = new CopyOnWriteArrayList<>();
  private final Duration validity;
  private final Duration timeout;
  private Optional<Check> lastCheck = Optional.empty();

  /** A ready server: nothing is required yet. */
  public Readiness() {
    this(VALIDITY, TIMEOUT);
  }

  Readiness(Duration validity, Duration timeout) {
    this.validity = requireNonNull(validity, "validity is null");
    this.timeout = requireNonNull(timeout, "timeout is null");
  }

  /**
   * @param name for messages, for example {@code database}
   * @param missing one line that says what is missing; empty if nothing is
   */
  private record Condition(String name, Supplier<Optional<String>> missing) {}

  /**
   * Adds a condition.
   *
   * @param name for messages, for example {@code database}
   * @param missing returns one line that says what is missing, or empty if nothing is; may block
   */
  public void require(String name, Supplier<Optional<String>> missing) {
    conditions.add(
        new Condition(
            requireNonNull(name, "name is null"), requireNonNull(missing, "missing is null")));
  }

  /**
   * Returns one line on the first condition that is not met, or empty if the server is ready. Takes
   * at most {@link #TIMEOUT}.
   */
  public Optional<String> missing() throws InterruptedException {
    Check check = currentCheck();
    try {
      return check.task.get(timeout.toNanos(), NANOSECONDS);
    } catch (TimeoutException e) {
      log.debug("The check of the {} takes long", check.inProgress, e);
      return Optional.of("the %s does not answer in time".formatted(check.inProgress));
    } catch (ExecutionException e) {
      log.error("The check of the {} failed", check.inProgress, e.getCause());
      return Optional.of(
          "the check of the %s failed: %s".formatted(check.inProgress, e.getCause()));
    }
  }

  private synchronized Check currentCheck() {
    return lastCheck.filter(Check::isValid).orElseGet(this::startCheck);
  }

  private Check startCheck() {
    Check check = new Check();
    lastCheck = Optional.of(check);
    Thread.ofVirtual().name("readiness").start(check.task);
    return check;
  }

  /** One pass over all conditions. */
  private final class Check {
    private final FutureTask<Optional<String>> task = new FutureTask<>(this::firstMissing);
    private volatile String inProgress = "";
    private volatile long endedAt;

    boolean isValid() {
      return !task.isDone() || System.nanoTime() - endedAt < validity.toNanos();
    }

    private Optional<String> firstMissing() {
      try {
        for (Condition condition : conditions) {
          inProgress = condition.name();
          Optional<String> line = condition.missing().get();
          if (line.isPresent()) {
            return line;
          }
        }
        return Optional.empty();
      } finally {
        endedAt = System.nanoTime();
      }
    }
  }
}
