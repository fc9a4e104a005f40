package org.modyn.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.cli.platform.ServerKind;

/** What a kill ends. */
enum Victim {
  STORAGE(ServerKind.STORAGE),
  SELECTOR(ServerKind.SELECTOR),
  MODEL_STORAGE(ServerKind.MODEL_STORAGE),
  TRAINER_SERVER(ServerKind.TRAINER_SERVER),
  EVALUATOR(ServerKind.EVALUATOR),
  SUPERVISOR(ServerKind.SUPERVISOR),
  /** {@code modyn serve database}; PostgreSQL itself goes on until the next start. */
  DATABASE("database"),
  /** PostgreSQL's main process; {@code modyn serve database} starts it again. */
  POSTGRES("postgres"),
  /** All processes at once, as when the machine loses power. */
  EVERYTHING("everything");

  private final String label;
  private final Optional<ServerKind> server;

  Victim(String label) {
    this.label = requireNonNull(label, "label is null");
    this.server = Optional.empty();
  }

  Victim(ServerKind server) {
    this.label = server.label();
    this.server = Optional.of(server);
  }

  /** Returns the name for messages. */
  String label() {
    return label;
  }

  /** Returns the server, for those that are one of the six. */
  Optional<ServerKind> server() {
    return server;
  }
}
