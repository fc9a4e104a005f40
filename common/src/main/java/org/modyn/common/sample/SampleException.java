package org.modyn.common.sample;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * One sample cannot be used. The message begins with the sample's key, as in {@code the sample with
 * key 17 is a damaged image}; {@link SampleClient#locate(String, SampleException)} adds its file.
 */
public final class SampleException extends ModynException {
  private static final long serialVersionUID = 1L;

  private final long key;
  private final String problem;

  /**
   * @param problem a sentence whose subject is the sample, as {@code is a damaged image}
   */
  public SampleException(ErrorCategory category, long key, String problem, Throwable cause) {
    super(category, String.format(Locale.ROOT, "the sample with key %d %s", key, problem), cause);
    this.key = key;
    this.problem = requireNonNull(problem, "problem is null");
  }

  /**
   * An error about a sample, of an error whose message has the sample as its subject.
   *
   * @param cause with a message as {@code is a damaged image}
   */
  public SampleException(long key, ModynException cause) {
    this(cause.category(), key, cause.getMessage(), cause);
  }

  private SampleException(SampleException unlocated, String path, long number) {
    super(
        unlocated.category(),
        String.format(
            Locale.ROOT,
            "the sample with key %d (sample %d of %s) %s",
            unlocated.key,
            number,
            path,
            unlocated.problem),
        unlocated);
    this.key = unlocated.key;
    this.problem = unlocated.problem;
  }

  public long key() {
    return key;
  }

  /**
   * The same error with the sample's file in its message.
   *
   * @param number which of the file's samples it is, from 1
   */
  SampleException in(String path, long number) {
    return new SampleException(this, path, number);
  }
}
