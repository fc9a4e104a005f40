package org.modyn.cli.doctor;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.modyn.common.file.DurableFiles;

/**
 * Looks at files and directories, and finds out when their file system hangs.
 *
 * @param limit the time after which a file system counts as one that hangs
 */
record FileProbe(Duration limit) {
  /** A disk that is busy answers within it. */
  static final FileProbe PATIENT = new FileProbe(Duration.ofSeconds(5));

  FileProbe {
    requireNonNull(limit, "limit is null");
  }

  /** What is asked of a file. */
  @FunctionalInterface
  interface Question {
    /** Returns what was found; empty if there is nothing to say. */
    Optional<Finding> ask(Path path) throws IOException;
  }

  /** Asks, and waits for an answer for no longer than the limit. */
  Optional<Finding> ask(Path path, Question question) {
    return TimeLimit.run("looking at " + path, limit, () -> answer(path, question))
        .orElseGet(() -> Optional.of(hangs(path)));
  }

  private static Optional<Finding> answer(Path path, Question question) {
    try {
      return question.ask(path);
    } catch (IOException e) {
      return Optional.of(
          Finding.problem(
              DurableFiles.cannotRead(path, e).oneLine(),
              "correct that, or configure another path"));
    }
  }

  private Finding hangs(Path path) {
    return Finding.problem(
        "%s does not answer within %s seconds: its file system hangs"
            .formatted(path, limit.toSeconds()),
        "see from where it is mounted (cat /proc/mounts), and start that server or unmount it"
            + " (umount --lazy)");
  }
}
