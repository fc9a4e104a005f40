package org.modyn.common.grpc;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.List;
import org.modyn.common.grpc.Connections.Admission;

/** Accepts the connections of a server, as far as {@link Connections} admits them. */
final class LimitedServerChannel extends NioServerSocketChannel {
  /** Enough for a client to make its call, and to be told why it is refused. */
  private static final int REFUSED_SECONDS = 5;

  private final Connections connections;

  LimitedServerChannel(Connections connections) {
    this.connections = requireNonNull(connections, "connections is null");
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int read = super.doReadMessages(accepted);
    if (read > 0 && !admit((SocketChannel) accepted.getLast())) {
      accepted.removeLast();
      return 0;
    }
    return read;
  }

  private boolean admit(SocketChannel connection) {
    InetSocketAddress client = connection.remoteAddress();
    if (client == null) {
      // it has ended already
      connection.unsafe().closeForcibly();
      return false;
    }
    Admission admission = connections.begin(client);
    switch (admission) {
      case ACCEPTED -> {}
      case REFUSED -> eventLoop().schedule(() -> connection.close(), REFUSED_SECONDS, SECONDS);
      case CLOSED -> {
        connection.unsafe().closeForcibly();
        return false;
      }
    }
    connection.closeFuture().addListener(_ -> connections.ended(client, admission));
    return true;
  }
}
