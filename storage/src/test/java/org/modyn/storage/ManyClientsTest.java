package org.modyn.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.sample.SampleBatch;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.sample.SampleStream;
import org.modyn.proto.storage.GetRequest;
import org.modyn.proto.storage.GetResponse;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.StorageGrpc;

/** Clients that do not read, or do nothing at all, cost a server little, and others are served. */
final class ManyClientsTest {
  private static final int SLOW_READERS = 200;
  private static final int IDLE_CONNECTIONS = 2_000;
  private static final int SAMPLES = 2_000;
  private static final int RECORD_BYTES = 8_192;
  private static final int WINDOW_BYTES = 64 << 10;
  private static final long MIB = 1 << 20;

  /** Of which the heap may have half: it grows while samples are read. */
  private static final long MAXIMUM_GROWTH = 320 * MIB;

  @TempDir private Path folder;
  @TempDir private Path configuration;
  private StorageFixture storage;
  private StorageProcess server;
  private GrpcClient client;
  private long memoryBefore;

  @BeforeEach
  void readOnce() throws IOException {
    storage = StorageFixture.start();
    StorageFixture.write(folder.resolve("a.bin"), 1000, new byte[SAMPLES * RECORD_BYTES]);
    storage
        .stub()
        .registerNewDataset(
            RegisterNewDatasetRequest.newBuilder()
                .setDatasetId("large")
                .setBasePath(folder.toString())
                .setFilesystemWrapperType("LocalFilesystemWrapper")
                .setFileWrapperType("BinaryFileWrapper")
                .setFileWrapperConfig(
                    "{record_size: " + RECORD_BYTES + ", label_size: 2, byteorder: little}")
                .setVersion("1")
                .build());
    storage.awaitSamples("large", SAMPLES);
    server = StorageProcess.start(configuration, storage.config(List.of()));
    client = GrpcClient.connect("storage", server.address());
    for (int i = 0; i < 20; i++) {
      readAll();
    }
    memoryBefore = server.residentBytes();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    storage.close();
  }

  @Test
  void readersThatDoNotReadTakeLittleMemory() throws Exception {
    GetRequest request =
        GetRequest.newBuilder()
            .setDatasetId("large")
            .addAllKeys(LongStream.rangeClosed(1, SAMPLES).boxed().toList())
            .build();
    // a small window leaves most of what the server has to send at the server
    ManagedChannel slow =
        NettyChannelBuilder.forAddress("localhost", server.address().port())
            .usePlaintext()
            .flowControlWindow(WINDOW_BYTES)
            .build();
    try {
      for (int i = 0; i < SLOW_READERS; i++) {
        ClientCall<GetRequest, GetResponse> call =
            slow.newCall(StorageGrpc.getGetMethod(), CallOptions.DEFAULT);
        call.start(new NoReader(), new Metadata());
        call.sendMessage(request);
        call.halfClose();
      }
      readAll();
      Thread.sleep(3000);
      readAll();
      report("slow readers");
    } finally {
      slow.shutdownNow();
    }
  }

  @Test
  void idleConnectionsTakeLittleMemory() throws Exception {
    // this process and the server need a file for each connection, and the server accepts only half
    assumeTrue(
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            && system.getMaxFileDescriptorCount() >= 8_192,
        "a process may not open enough files here");
    long filesBefore = openFiles();
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < IDLE_CONNECTIONS; i++) {
        Socket socket = new Socket();
        sockets.add(socket);
        // an address may have 1,000 connections
        socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0." + (2 + i % 3)), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", server.address().port()));
        socket.getOutputStream().write(preface());
      }
      readAll();
      StorageFixture.await(() -> openFiles() >= filesBefore + IDLE_CONNECTIONS);
      assertThat(openFiles()).isLessThan(filesBefore + IDLE_CONNECTIONS + 50);
      report("idle connections");
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    readAll();
  }

  /** The preface of HTTP/2 and empty settings: the client has a connection, and makes no call. */
  private static byte[] preface() {
    byte[] start = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
    byte[] both = Arrays.copyOf(start, start.length + 9);
    both[start.length + 3] = 4;
    return both;
  }

  private void report(String what) throws IOException {
    long growth = server.residentBytes() - memoryBefore;
    System.out.printf("%s: %,d MiB before, %,d MiB more%n", what, memoryBefore / MIB, growth / MIB);
    assertThat(growth).isLessThan(MAXIMUM_GROWTH);
  }

  private long openFiles() {
    try {
      return server.openFiles();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readAll() {
    long read = 0;
    long[] keys = StorageFixture.keys(1, SAMPLES);
    try (SampleStream stream = new SampleClient(client.channel()).get("large", keys)) {
      for (SampleBatch batch = stream.next(); batch != null; batch = stream.next()) {
        read += batch.size();
        batch.close();
      }
    }
    assertThat(read).isEqualTo(SAMPLES);
  }

  /** Requests no message. */
  private static final class NoReader extends ClientCall.Listener<GetResponse> {
    @Override
    public void onClose(Status status, Metadata trailers) {
      assertThat(status.getCode()).isIn(Status.Code.CANCELLED, Status.Code.UNAVAILABLE);
    }
  }
}
