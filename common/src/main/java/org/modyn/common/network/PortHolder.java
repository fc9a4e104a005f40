package org.modyn.common.network;

import static java.util.Objects.requireNonNull;

/**
 * The process that uses a port.
 *
 * @param process for example {@code process 4711 (java)}
 * @param listening whether it listens on the port; otherwise the port is the local port of a
 *     connection of that process, and becomes free when the connection ends
 */
public record PortHolder(String process, boolean listening) {
  public PortHolder {
    requireNonNull(process, "process is null");
  }

  /** Returns the end of a message that starts with "in use by". */
  @Override
  public String toString() {
    return listening ? process : "a connection of " + process;
  }
}
