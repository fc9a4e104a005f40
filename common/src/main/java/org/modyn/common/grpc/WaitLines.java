package org.modyn.common.grpc;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Describes what calls wait for in lines: one when a server is waited for, and one when it answers
 * again. Thread safe.
 */
public final class WaitLines implements WaitListener {
  private final Consumer<String> lines;
  private final Set<String> awaited = ConcurrentHashMap.newKeySet();

  public WaitLines(Consumer<String> lines) {
    this.lines = requireNonNull(lines, "lines is null");
  }

  @Override
  public void waiting(String server, String reason, Instant since) {
    if (awaited.add(server)) {
      lines.accept("waiting for " + server + ": " + reason);
    }
  }

  @Override
  public void answered(String server) {
    if (awaited.remove(server)) {
      lines.accept(server + " answers again");
    }
  }
}
