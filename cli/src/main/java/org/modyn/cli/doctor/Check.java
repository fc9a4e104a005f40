package org.modyn.cli.doctor;

import java.time.Duration;
import java.util.List;

/** One aspect of an installation that may be wrong. */
public interface Check {
  /** The time after which a check counts as one that hangs: far more than any takes. */
  Duration LIMIT = Duration.ofMinutes(5);

  /** One or two words in lower case, unique among the checks. */
  String name();

  /**
   * Looks at the installation. A {@link org.modyn.common.error.ModynException} counts as a problem
   * with that message; a check that knows what to do about it returns a finding instead.
   *
   * @return at least one finding; several for several things, such as devices
   */
  List<Finding> run();
}
