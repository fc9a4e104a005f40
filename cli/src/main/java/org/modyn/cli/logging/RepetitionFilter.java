package org.modyn.cli.logging;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Marker;

/**
 * Limits the rate of the log lines of one statement: {@link #BURST} at once, then one per {@link
 * #INTERVAL}, with a line that counts those left out. It prevents a client that sends invalid
 * requests at a high rate from filling the disk. Safe for concurrent use.
 */
final class RepetitionFilter extends TurboFilter {
  static final int BURST = 50;
  static final Duration INTERVAL = Duration.ofSeconds(1);

  private static final int REMEMBERED_STATEMENTS = 1_000;
  private static final String LEFT_OUT = "{} more lines like this were left out: {}";

  /** A statement is identified by its logger and its message pattern. */
  private record Statement(String logger, String format) {}

  /** The remaining lines of a statement. */
  private static final class Allowance {
    private long permits = BURST;
    private long refilledAt;
    private long leftOut;
  }

  private final LongSupplier nanoTime;
  private final Map<Statement, Allowance> allowances =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Statement, Allowance> eldest) {
          return size() > REMEMBERED_STATEMENTS;
        }
      };

  RepetitionFilter() {
    this(System::nanoTime);
  }

  RepetitionFilter(LongSupplier nanoTime) {
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
  }

  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level level, String format, Object[] values, Throwable error) {
    if (format == null
        || format.equals(LEFT_OUT)
        || !level.isGreaterOrEqual(logger.getEffectiveLevel())) {
      return FilterReply.NEUTRAL;
    }
    long leftOut = take(new Statement(logger.getName(), format));
    if (leftOut < 0) {
      return FilterReply.DENY;
    }
    if (leftOut > 0) {
      logger.warn(LEFT_OUT, leftOut, format);
    }
    return FilterReply.NEUTRAL;
  }

  /** The number of lines left out before this one; negative when this one is left out too. */
  private synchronized long take(Statement statement) {
    long now = nanoTime.getAsLong();
    Allowance allowance = allowances.get(statement);
    if (allowance == null) {
      allowance = new Allowance();
      allowance.refilledAt = now;
      allowances.put(statement, allowance);
    }
    long intervals = (now - allowance.refilledAt) / INTERVAL.toNanos();
    if (intervals > 0) {
      allowance.permits = Math.min(BURST, allowance.permits + intervals);
      allowance.refilledAt += intervals * INTERVAL.toNanos();
    }
    if (allowance.permits == 0) {
      allowance.leftOut++;
      return -1;
    }
    allowance.permits--;
    long leftOut = allowance.leftOut;
    allowance.leftOut = 0;
    return leftOut;
  }
}
