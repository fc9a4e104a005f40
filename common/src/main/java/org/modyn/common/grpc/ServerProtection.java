package org.modyn.common.grpc;

import io.grpc.netty.NettyServerBuilder;

/** Protects a server: encrypts its connections, and decides who may call what. */
@FunctionalInterface
public interface ServerProtection {
  /** No encryption; everyone may call everything. */
  ServerProtection NONE = (serverName, server) -> {};

  /**
   * Configures a server that is about to start.
   *
   * @param serverName the name for logs and messages, for example {@code selector}
   */
  void protect(String serverName, NettyServerBuilder server);
}
