package org.modyn.common.network;

import static java.util.Objects.requireNonNull;

/**
 * Who holds a port.
 *
 * @param process for example {@code process 4711 (java)}
 * @param listening whether it is a server; otherwise the port is the local end of a connection of
 *     that process, and is free again when the connection ends
 */
public record PortHolder(String process, boolean listening) {
  public PortHolder {
    requireNonNull(process, "process is null");
  }

  /** For messages, after "in use by". */
  @Override
  public String toString() {
    return listening ? process : "a connection of " + process;
  }
}
