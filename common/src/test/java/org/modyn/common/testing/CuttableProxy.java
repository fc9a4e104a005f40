package org.modyn.common.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A way to a server in this JVM that can be cut at once: to its clients that looks as if the server
 * had been killed, its calls in progress included. It can also be frozen: as when the server's
 * process is stopped, connections stand and can be made, and nothing comes.
 */
public final class CuttableProxy implements AutoCloseable {
  private final int serverPort;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong bytesToClients = new AtomicLong();
  private volatile boolean frozen;

  private CuttableProxy(int serverPort, ServerSocket listener) {
    this.serverPort = serverPort;
    this.listener = listener;
  }

  /**
   * @param serverPort of a server on the loopback interface
   */
  public static CuttableProxy to(int serverPort) {
    try {
      CuttableProxy proxy =
          new CuttableProxy(
              serverPort, new ServerSocket(0, 50, InetAddress.getByName("localhost")));
      Thread.ofVirtual().start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens, on localhost. */
  public int port() {
    return listener.getLocalPort();
  }

  /** What the server has sent, in bytes. */
  public long bytesToClients() {
    return bytesToClients.get();
  }

  /** Nothing goes through any more, in either direction. */
  public void freeze() {
    frozen = true;
  }

  /** Ends all connections and refuses new ones. */
  public void cut() {
    closeQuietly(listener);
    cutConnections();
  }

  /** Ends all connections; new ones can be made. */
  public void cutConnections() {
    open.forEach(CuttableProxy::closeQuietly);
    open.removeIf(Socket::isClosed);
  }

  @Override
  public void close() {
    cut();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        open.add(client);
        Socket server = new Socket(InetAddress.getByName("localhost"), serverPort);
        open.add(server);
        if (listener.isClosed()) {
          cut();
        }
        Thread.ofVirtual().start(() -> copy(client, server, new AtomicLong()));
        Thread.ofVirtual().start(() -> copy(server, client, bytesToClients));
      }
    } catch (IOException e) {
      cut();
    }
  }

  private void copy(Socket from, Socket to, AtomicLong bytes) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] buffer = new byte[64 << 10];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (frozen) {
          continue;
        }
        out.write(buffer, 0, length);
        bytes.addAndGet(length);
      }
    } catch (IOException e) {
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      throw new IllegalStateException("closing a socket does not fail", e);
    }
  }
}
