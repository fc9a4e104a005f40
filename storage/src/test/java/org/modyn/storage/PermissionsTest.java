package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.storage.GetDatasetStatusRequest;
import org.modyn.proto.storage.GetDatasetStatusResponse;
import org.modyn.proto.storage.RegisterNewDatasetRequest;
import org.modyn.proto.storage.RejectedFile;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.storage.StorageGrpc.StorageBlockingStub;

/** Files and folders that the server has no permission to read. */
final class PermissionsTest {
  @TempDir private Path directory;
  private final List<Path> forbidden = new ArrayList<>();
  private StorageFixture storage;

  @BeforeEach
  void start() {
    storage = StorageFixture.start();
  }

  @AfterEach
  void stop() throws IOException {
    storage.close();
    for (Path path : forbidden) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void theRestOfADatasetIsIngestedAndReadable() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("numbers"));
    StorageFixture.write(folder.resolve("a.bin"), 1000, 0, 10);
    StorageFixture.write(folder.resolve("below/b.bin"), 1001, 10, 10);
    forbid(StorageFixture.write(folder.resolve("file.bin"), 1002, 20, 10));
    StorageFixture.write(folder.resolve("folder/c.bin"), 1003, 30, 10);
    forbid(folder.resolve("folder"));
    StorageFixture.write(folder.resolve("z.bin"), 1004, 40, 10);
    Files.createSymbolicLink(folder.resolve("link.bin"), folder.resolve("folder/c.bin"));

    // the other server of the fixture would ingest the files, too
    storage.stopServer();
    try (StorageProcess server =
            StorageProcess.startWithoutPrivileges(directory, storage.config(List.of()));
        GrpcClient client = GrpcClient.connect("storage", server.address())) {
      StorageBlockingStub stub = StorageGrpc.newBlockingStub(client.channel());
      assertThat(stub.registerNewDataset(numbers(folder)).getError()).isEmpty();
      StorageFixture.await(() -> status(stub).getCompletedScans() >= 2);
      GetDatasetStatusResponse status = status(stub);
      assertThat(status.getNumberOfSamples()).isEqualTo(30);
      assertThat(status.getScanError()).isEmpty();
      assertThat(status.getRejectedFilesList())
          .extracting(RejectedFile::getPath, RejectedFile::getReason)
          .containsExactly(
              tuple("file.bin", "permission denied"),
              tuple("folder", "permission denied"),
              tuple(
                  "link.bin",
                  "it is a link to " + folder.resolve("folder/c.bin") + ": permission denied"));

      for (Path path : forbidden) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      }
      StorageFixture.await(() -> status(stub).getNumberOfSamples() == 60);
      StorageFixture.await(() -> status(stub).getNumberOfRejectedFiles() == 0);
    }
  }

  private void forbid(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
    forbidden.add(path);
  }

  private static GetDatasetStatusResponse status(StorageBlockingStub stub) {
    return stub.getDatasetStatus(
        GetDatasetStatusRequest.newBuilder().setDatasetId("numbers").build());
  }

  private static RegisterNewDatasetRequest numbers(Path folder) {
    return RegisterNewDatasetRequest.newBuilder()
        .setDatasetId("numbers")
        .setBasePath(folder.toString())
        .setFilesystemWrapperType("LocalFilesystemWrapper")
        .setFileWrapperType("BinaryFileWrapper")
        .setFileWrapperConfig(StorageFixture.FILE_WRAPPER_CONFIG)
        .setVersion("1")
        .setIgnoreLastTimestamp(true)
        .build();
  }
}
