package org.modyn.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.doctor.Finding.Status;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.security.ClientSecurity;

/** Files that do not answer: checks that use them end all the same. */
final class HangingFilesTest {
  @TempDir private Path directory;

  /** As a network file system whose server is away. */
  @Test
  void goesOnAfterAFileSystemThatHangs() throws Exception {
    Path models = directory.resolve("models");
    CountDownLatch never = new CountDownLatch(1);
    ModynConfig config = ModynConfig.defaults().withStateDirectory(directory);
    List<Finding> findings =
        new DirectoriesCheck(
                config,
                new FileProbe(Duration.ofSeconds(1)),
                path -> {
                  if (path.equals(models)) {
                    awaitForever(never);
                  }
                  return Optional.of(Finding.ok(path + " is there"));
                })
            .run();
    assertThat(findings)
        .filteredOn(finding -> finding.status() != Status.OK)
        .containsExactly(
            Finding.problem(
                models + " does not answer within 1 seconds: its file system hangs",
                "see from where it is mounted (cat /proc/mounts), and start that server or unmount"
                    + " it (umount --lazy)"));
    assertThat(findings).hasSizeGreaterThan(3);
    never.countDown();
  }

  private static void awaitForever(CountDownLatch never) {
    boolean ended = false;
    while (!ended) {
      try {
        never.await();
        ended = true;
      } catch (InterruptedException _) {
        // as a system call that cannot be interrupted
      }
    }
  }

  /** Opening a pipe waits until somebody writes to it. */
  @Test
  void doesNotWaitForAConfigurationThatCannotBeRead() throws Exception {
    Path pipe = directory.resolve("pipe.yaml");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    SystemConfiguration unreadable = SystemConfiguration.read(pipe, Duration.ofSeconds(1));
    assertThat(new ConfigurationCheck(unreadable).run())
        .extracting(Finding::found)
        .containsExactly(
            pipe + " cannot be read within 1 seconds: it is no file, or its file system hangs");
    ModynConfig config =
        ConfigLoader.parse("test", "security: {token_file: %s}".formatted(pipe), ModynConfig.class);
    Check check =
        new ServersCheck(
            () -> Map.of(ServerKind.SELECTOR, new ServiceAddress("localhost", 1)),
            () -> ClientSecurity.of(config.security()),
            "none");
    Files.setPosixFilePermissions(pipe, PosixFilePermissions.fromString("rw-------"));
    Diagnosis diagnosis = Diagnosis.of(List.of(check, new JavaCheck()), Duration.ofSeconds(1));
    assertThat(diagnosis.entries()).hasSize(2);
    assertThat(diagnosis.json().path("findings").path(0).path("found").asText())
        .isEqualTo("the check has not ended after 1 seconds");
    // ends the threads that wait
    Files.writeString(pipe, "{}");
  }
}
