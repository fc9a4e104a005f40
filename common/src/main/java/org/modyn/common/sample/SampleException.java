package org.modyn.common.sample;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Thrown when a sample cannot be used. The message begins with the key: {@code the sample with key
 * 17 is a damaged image}; {@link SampleClient#locate(String, SampleException)} adds the file.
 */
public final class SampleException extends ModynException {
  private static final long serialVersionUID = 1L;

  private final long key;
  private final String problem;

  /**
   * @param problem the problem, without the subject of the sentence: {@code is a damaged image}
   */
  public SampleException(ErrorCategory category, long key, String problem, Throwable cause) {
    super(category, String.format(Locale.ROOT, "the sample with key %d %s", key, problem), cause);
    this.key = key;
    this.problem = requireNonNull(problem, "problem is null");
  }

  /**
   * Converts an error whose message lacks the subject of the sentence.
   *
   * @param cause an error with a message such as {@code is a damaged image}
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
   * Returns the same error with the file of the sample in its message.
   *
   * @param number the number of the sample in its file, from 1
   */
  SampleException in(String path, long number) {
    return new SampleException(this, path, number);
  }
}
