package org.modyn.benchmarks.framework;

import java.nio.file.Path;
import org.modyn.common.error.ModynException;

/** The data of the examples, in the checkout that {@code ./modyn} names. */
public final class Examples {
  private Examples() {}

  /**
   * Returns the source file of the flights.
   *
   * @throws ModynException FAILED_PRECONDITION when the checkout is not known
   */
  public static Path flights() {
    return file("flights-2001-h1.csv.gz");
  }

  /**
   * Returns the pipeline file of the flights.
   *
   * @throws ModynException FAILED_PRECONDITION when the checkout is not known
   */
  public static Path pipeline() {
    return file("pipeline.yaml");
  }

  private static Path file(String name) {
    String home = System.getProperty("modyn.home");
    if (home == null) {
      throw ModynException.failedPrecondition(
          "the system property modyn.home must name the checkout; ./modyn benchmark sets it");
    }
    return Path.of(home, "examples", "flights", name);
  }
}
