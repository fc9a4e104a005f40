package org.modyn.common.grpc;

import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;

/** Observes the calls of servers and clients, for example to count them. */
public interface CallObserver {
  /** Observes nothing. */
  CallObserver NONE =
      new CallObserver() {
        @Override
        public void observe(ServerBuilder<?> server) {}

        @Override
        public void observe(ManagedChannelBuilder<?> client) {}
      };

  /** Observes the calls that a server will answer. */
  void observe(ServerBuilder<?> server);

  /** Observes the calls that a client will make. */
  void observe(ManagedChannelBuilder<?> client);
}
