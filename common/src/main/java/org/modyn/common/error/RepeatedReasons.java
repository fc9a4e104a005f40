package org.modyn.common.error;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides which failures of work that is repeated are worth a line: the first, one for another
 * reason than the one before, and the same reason once a minute. Thread safe.
 */
public final class RepeatedReasons {
  private static final Duration REMINDER = Duration.ofMinutes(1);

  /**
   * The bytes that are left, for example, or the random part of a temporary file's name, do not
   * make another reason of it.
   */
  private static final Pattern NUMBER =
      Pattern.compile(
          "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])|[0-9][0-9,.]*");

  private Optional<String> last = Optional.empty();
  private long lastReport;

  /** What to do with a reason. */
  public enum Report {
    /** Report a reason that is new. */
    NEW,
    /** Report the reason again, for those who read a log. */
    REMINDER,
    NONE
  }

  /** Records a failure, and returns whether to report it. */
  public synchronized Report next(String reason) {
    String withoutNumbers = NUMBER.matcher(reason).replaceAll("");
    boolean isNew = last.filter(withoutNumbers::equals).isEmpty();
    last = Optional.of(withoutNumbers);
    long now = System.nanoTime();
    if (!isNew && now - lastReport < REMINDER.toNanos()) {
      return Report.NONE;
    }
    lastReport = now;
    return isNew ? Report.NEW : Report.REMINDER;
  }

  /** The work has succeeded, so that the next failure is new. */
  public synchronized void end() {
    last = Optional.empty();
  }
}
