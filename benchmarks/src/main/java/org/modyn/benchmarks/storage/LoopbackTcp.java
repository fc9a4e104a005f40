package org.modyn.benchmarks.storage;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A baseline: transfers bytes over a plain TCP connection on the loopback interface. */
final class LoopbackTcp implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final Socket client;
  private final Thread server;

  LoopbackTcp() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      client = new Socket(listener.getInetAddress(), listener.getLocalPort());
      Socket accepted = listener.accept();
      server = Thread.ofPlatform().daemon().name("loopback-tcp").start(() -> serve(accepted));
    }
  }

  /** Requests the given number of bytes from the peer, and reads them. */
  void receive(long bytes) {
    try {
      new DataOutputStream(client.getOutputStream()).writeLong(bytes);
      InputStream input = client.getInputStream();
      byte[] buffer = new byte[BUFFER_BYTES];
      long missing = bytes;
      while (missing > 0) {
        int read = input.read(buffer, 0, (int) Math.min(missing, BUFFER_BYTES));
        if (read < 0) {
          throw new EOFException("the sender has closed the connection");
        }
        missing -= read;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void serve(Socket connection) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (connection) {
      DataInputStream input = new DataInputStream(connection.getInputStream());
      OutputStream output = connection.getOutputStream();
      while (true) {
        for (long missing = input.readLong(); missing > 0; missing -= BUFFER_BYTES) {
          output.write(buffer, 0, (int) Math.min(missing, BUFFER_BYTES));
        }
      }
    } catch (EOFException e) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    try {
      server.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
