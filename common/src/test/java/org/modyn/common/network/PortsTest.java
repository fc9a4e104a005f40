package org.modyn.common.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class PortsTest {
  private static final String THIS_PROCESS =
      String.format(Locale.ROOT, "process %d (java)", ProcessHandle.current().pid());

  @Test
  void namesTheServerThatListens() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(Ports.isFree(InetAddress.getLoopbackAddress(), server.getLocalPort())).isFalse();
      assertThat(Ports.holder(server.getLocalPort())).contains(new PortHolder(THIS_PROCESS, true));
    }
  }

  @Test
  void namesTheClientWhoseConnectionHasThePort() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
      assertThat(Ports.holder(client.getLocalPort())).contains(new PortHolder(THIS_PROCESS, false));
    }
  }

  @Test
  void knowsNoHolderOfAFreePort() throws Exception {
    int port = Ports.free(InetAddress.getLoopbackAddress());
    assertThat(Ports.isFree(InetAddress.getLoopbackAddress(), port)).isTrue();
    assertThat(Ports.holder(port)).isEmpty();
  }
}
