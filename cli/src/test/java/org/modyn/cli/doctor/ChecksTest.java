package org.modyn.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.cli.doctor.Finding.Status;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.grpc.ClientProtection;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.testing.TestDatabase;
import org.modyn.common.version.ModynVersion;
import org.modyn.ml.library.CudaDriver;
import org.modyn.ml.testing.TestDevices;
import org.modyn.ml.testing.TestEngine;

/** The checks on this machine, with real parts. */
final class ChecksTest {
  @TempDir private Path directory;

  private static Finding only(Check check) {
    List<Finding> findings = check.run();
    assertThat(findings).hasSize(1);
    return findings.getFirst();
  }

  @Test
  void findsTheJavaThatRuns() {
    assertThat(only(new JavaCheck()))
        .satisfies(
            finding -> {
              assertThat(finding.status()).isEqualTo(Status.OK);
              assertThat(finding.found())
                  .startsWith("Java 2")
                  .contains(System.getProperty("java.home"))
                  .containsPattern("a heap of at most \\d+\\.\\d GB");
            });
  }

  @Test
  void knowsWhetherTheStateDirectoryCanBeWritten() throws IOException {
    Finding existing = only(new StateDirectoryCheck(directory));
    assertThat(existing.status()).isIn(Status.OK, Status.WARNING);
    assertThat(existing.found()).startsWith(directory + " can be written; ");
    assertThat(directory).isEmptyDirectory();

    Path missing = directory.resolve("a/b");
    assertThat(only(new StateDirectoryCheck(missing)).found())
        .startsWith(missing + " can be created; ");
    assertThat(directory).isEmptyDirectory();

    Path file = Files.createFile(directory.resolve("file"));
    assertThat(only(new StateDirectoryCheck(file.resolve("state"))))
        .isEqualTo(Finding.problem(file + " is a file", "name a directory with --state-dir"));
  }

  @Test
  void reportsADirectoryThatCannotBeWritten() {
    // not even by root
    Finding finding = only(new StateDirectoryCheck(Path.of("/proc/modyn")));
    assertThat(finding.status()).isEqualTo(Status.PROBLEM);
    assertThat(finding.found()).startsWith("cannot write /proc");
  }

  @Test
  void loadsPyTorchAndMeasuresTheCpu() {
    TestEngine.load();
    List<Finding> findings = new PyTorchCheck(new Engine(directory, message -> {})).run();
    assertThat(findings).extracting(Finding::status).containsExactly(Status.OK, Status.OK);
    assertThat(findings.getFirst().found()).startsWith("PyTorch 2.7.1 cpu of this build, ");
    assertThat(findings.getLast().found())
        .matches("cpu: [1-9]\\d* GFLOPS with one thread \\(float32\\)");
  }

  @Test
  void asksForAPyTorchWithCuda() {
    TestEngine.load();
    Finding finding = only(new GpuCheck(new Engine(directory, message -> {})));
    assertThat(finding.status()).isEqualTo(Status.PROBLEM);
    assertThat(finding.found()).endsWith(" has no CUDA");
    assertThat(finding.action().orElseThrow()).contains("MODYN_PYTORCH=cu124 ./modyn");
  }

  @Test
  void reportsAMissingDriver() {
    Finding finding = only(new DriverCheck());
    if (CudaDriver.isInstalled()) {
      assertThat(finding.status()).isEqualTo(Status.OK);
      assertThat(finding.found()).contains("for CUDA up to ");
    } else {
      assertThat(finding.status()).isEqualTo(Status.PROBLEM);
      assertThat(finding.found()).isEqualTo(CudaDriver.MISSING);
    }
  }

  @Test
  void connectsToTheDatabase() throws IOException {
    try (TestDatabase created = TestDatabase.create()) {
      DatabaseConfig real = created.config();
      Finding found = only(new DatabaseCheck(withDatabase(real)));
      assertThat(found.status()).isEqualTo(Status.OK);
      assertThat(found.found())
          .startsWith("PostgreSQL ")
          .endsWith(" at " + real)
          .doesNotContain(":" + real.password());
      DatabaseConfig refusing = database("nobody", real.port());
      assertThat(only(new DatabaseCheck(withDatabase(refusing))).found())
          .contains("refuses the user nobody");
    }
    Finding missing = only(new DatabaseCheck(withDatabase(database("nobody", freePort()))));
    assertThat(missing.status()).isEqualTo(Status.PROBLEM);
    assertThat(missing.found()).startsWith("cannot reach PostgreSQL at localhost:");
  }

  private static DatabaseConfig database(String user, int port) {
    return new DatabaseConfig(
        "postgresql", user, "wrong", "modyn", "localhost", port, Optional.empty());
  }

  private static ModynConfig withDatabase(DatabaseConfig database) {
    ModynConfig defaults = ModynConfig.defaults();
    return defaults
        .withMetadataDatabase(database)
        .withStorage(defaults.storage().withDatabase(database));
  }

  @Test
  void asksServersForTheirVersion() throws IOException {
    try (GrpcServer server =
        GrpcServer.start("selector", new ServiceAddress("localhost", 0), List.of())) {
      ServiceAddress away = new ServiceAddress("localhost", freePort());
      List<Finding> findings =
          new ServersCheck(
                  () -> Map.of(ServerKind.SELECTOR, server.address(), ServerKind.EVALUATOR, away),
                  () -> ClientProtection.NONE,
                  "none run")
              .run();
      assertThat(findings)
          .containsExactly(
              Finding.ok(
                  "selector at %s, version %s".formatted(server.address(), ModynVersion.current())),
              Finding.problem(
                  "cannot reach the evaluator at " + away + ": Connection refused",
                  "start it: modyn run, or modyn serve evaluator --config FILE"));
    }
  }

  @Test
  void comparesLimitsWithWhatServersNeed() {
    assertThat(new LimitsCheck(65_536, 8L << 30, 2L << 30).run())
        .extracting(Finding::status)
        .containsExactly(Status.OK, Status.OK);
    List<Finding> findings = new LimitsCheck(1_024, 8L << 30, 7L << 30).run();
    assertThat(findings)
        .extracting(Finding::status)
        .containsExactly(Status.WARNING, Status.WARNING);
    assertThat(findings.getFirst().found()).isEqualTo("1,024 open files are allowed");
    assertThat(findings.getLast().action().orElseThrow()).contains("lower -Xmx");
  }

  @Test
  void checksTheDirectoriesOfAConfiguration() throws IOException {
    ModynConfig config = ModynConfig.defaults().withStateDirectory(directory.resolve("state"));
    assertThat(only(new DirectoriesCheck(config)).status()).isEqualTo(Status.SKIPPED);
    Path models = directory.resolve("state/models");
    DurableFiles.createDirectories(models);
    List<Finding> findings = new DirectoriesCheck(config).run();
    assertThat(findings).hasSize(2);
    assertThat(findings.getLast().found()).startsWith(models + ": ").contains(" GB are free");
    Files.setPosixFilePermissions(models, PosixFilePermissions.fromString("rwxr-x---"));
    Finding open = new DirectoriesCheck(config).run().getLast();
    assertThat(open)
        .isEqualTo(
            Finding.warning(
                models + " has the permissions rwxr-x---",
                "it has models and samples: chmod 700 " + models));
  }

  @Test
  void comparesClocks() throws IOException {
    try (TestDatabase created = TestDatabase.create();
        GrpcServer server =
            GrpcServer.start("selector", new ServiceAddress("localhost", 0), List.of())) {
      List<Finding> same =
          clocks(
              created.config(),
              Map.of(
                  ServerKind.SELECTOR,
                  server.address(),
                  ServerKind.EVALUATOR,
                  new ServiceAddress("localhost", freePort())));
      assertThat(same)
          .extracting(Finding::status)
          .containsExactly(Status.OK, Status.OK, Status.SKIPPED);
      assertThat(same.getFirst().found()).startsWith("the clock of " + created.config());
      assertThat(same.get(1).found())
          .matches("the clock of the selector is [+-]0\\.\\d{3} s from this one");
      assertThat(same.getLast().found()).isEqualTo("these do not tell their time: the evaluator");
    }
    assertThat(clocks(database("nobody", freePort()), Map.of()))
        .extracting(Finding::status)
        .containsExactly(Status.SKIPPED);
  }

  private static List<Finding> clocks(
      DatabaseConfig database, Map<ServerKind, ServiceAddress> servers) {
    return new ClockCheck(withDatabase(database), servers, () -> ClientProtection.NONE).run();
  }

  @Test
  void findsClocksThatDiffer() {
    String action =
        "synchronize the clocks of all machines, and of those that write datasets (NTP)";
    assertThat(ClockCheck.findings(Map.of("db", Duration.ofMillis(900))))
        .extracting(Finding::status)
        .containsExactly(Status.OK);
    assertThat(ClockCheck.findings(Map.of("db", Duration.ofMillis(-1_500))))
        .containsExactly(Finding.warning("the clock of db is -1.500 s from this one", action));
    // each is close enough to this machine, but not to the other
    Map<String, Duration> two = new TreeMap<>();
    two.put("the selector", Duration.ofMillis(-800));
    two.put("the storage", Duration.ofMillis(700));
    assertThat(ClockCheck.findings(two))
        .hasSize(3)
        .last()
        .isEqualTo(
            Finding.warning(
                "the clock of the storage is 1.500 s ahead of that of the selector", action));
  }

  @Test
  void findsSecretsThatOthersCanRead() throws IOException {
    ModynConfig config = ModynConfig.defaults().withStateDirectory(directory);
    assertThat(only(new SecretsCheck(config, FileProbe.PATIENT)).status())
        .isEqualTo(Status.SKIPPED);
    Path token = Files.writeString(directory.resolve("token"), "secret");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    assertThat(only(new SecretsCheck(config, FileProbe.PATIENT)))
        .isEqualTo(Finding.ok(token + " can be read by its owner only"));
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
    Finding open = only(new SecretsCheck(config, FileProbe.PATIENT));
    assertThat(open.status()).isEqualTo(Status.PROBLEM);
    assertThat(open.found())
        .startsWith(token + " contains secrets, but other users have access to it (rw-r--r--)");
    assertThat(open.action()).contains("chmod 600 " + token);

    ModynConfig configured =
        ConfigLoader.parse(
            "test",
            """
            state_directory: %s
            metadata_database: {password_file: /none/password}
            security:
              accepted_tokens: /none/accepted
              tls: {certificate: /none/crt, private_key: /none/key, ca: /none/ca}
            """
                .formatted(directory),
            ModynConfig.class);
    assertThat(new SecretsCheck(configured, FileProbe.PATIENT).run())
        .extracting(Finding::found)
        .startsWith(
            "there is no file /none/accepted on this machine",
            "there is no file /none/key on this machine",
            "there is no file /none/password on this machine");
  }

  @Test
  void namesTheHoldersOfPorts() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      List<Finding> findings =
          new PortsCheck(
                  Map.of(
                      ServerKind.STORAGE,
                      new ServiceAddress("localhost", taken.getLocalPort()),
                      ServerKind.SELECTOR,
                      new ServiceAddress("localhost", freePort()),
                      ServerKind.EVALUATOR,
                      new ServiceAddress("192.0.2.1", 50_000)))
              .run();
      assertThat(findings)
          .extracting(Finding::status)
          .containsExactly(Status.OK, Status.OK, Status.SKIPPED);
      assertThat(findings.getFirst().found())
          .isEqualTo(
              "port %s of storage is in use by process %s (java)"
                  .formatted(taken.getLocalPort(), ProcessHandle.current().pid()));
    }
  }

  @Test
  void skipsWhatDoesNotApply() {
    assertThat(Checks.of(directory, Optional.empty(), false, message -> {}))
        .filteredOn(
            check ->
                !List.of("java", "limits", "state directory", "directories", "secrets", "pytorch")
                    .contains(check.name()))
        .allSatisfy(check -> assertThat(only(check).status()).isEqualTo(Status.SKIPPED))
        .extracting(Check::name)
        .containsExactly(
            "simulation", "gpu driver", "gpu", "database", "clock", "ports", "servers");
  }

  @Test
  void checksTheConfigurationThatIsGiven() throws IOException {
    Path valid = Files.writeString(directory.resolve("valid.yaml"), "state_directory: /tmp\n");
    List<Check> checks = checksOf(SystemConfiguration.read(valid));
    assertThat(checks)
        .extracting(Check::name)
        .containsExactly(
            "java",
            "limits",
            "configuration",
            "state directory",
            "directories",
            "secrets",
            "simulation",
            "pytorch",
            "gpu driver",
            "gpu",
            "database",
            "clock",
            "ports",
            "servers");
    assertThat(only(checks.get(2))).isEqualTo(Finding.ok(valid + " is valid"));
  }

  @Test
  void reportsAConfigurationThatCannotBeRead() {
    Path missing = directory.resolve("missing.yaml");
    List<Check> checks = checksOf(SystemConfiguration.read(missing));
    assertThat(only(checks.get(2)).status()).isEqualTo(Status.PROBLEM);
    assertThat(only(checks.get(2)).found()).contains(missing.toString());
    assertThat(checks)
        .filteredOn(
            check ->
                List.of("directories", "secrets", "database", "clock", "ports", "servers")
                    .contains(check.name()))
        .extracting(ChecksTest::only)
        .containsOnly(Finding.skipped("the configuration cannot be read"));
  }

  private List<Check> checksOf(SystemConfiguration configuration) {
    return Checks.of(directory, Optional.of(configuration), true, message -> {});
  }

  @Test
  void warnsOfSimulatedDevices() {
    TestEngine.load();
    try (TestDevices simulated = TestDevices.simulate(4)) {
      Finding finding = only(new SimulatedDevicesCheck());
      assertThat(finding.status()).isEqualTo(Status.WARNING);
      assertThat(finding.found())
          .isEqualTo("cuda:0 to cuda:3 compute on the CPU: modyn.simulated_devices=4");
      assertThat(only(new GpuCheck(new Engine(directory, message -> {}))).status())
          .isEqualTo(Status.SKIPPED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "abc", "65", ""})
  void reportsAWrongNumberOfSimulatedDevices(String number) {
    try (TestDevices simulated = TestDevices.simulate(number)) {
      Engine engine = new Engine(directory, message -> {});
      String message =
          "modyn.simulated_devices=%s is not a number of devices from 1 to 64; leave it out to use"
              + " those of the machine";
      for (Check check : List.of(new SimulatedDevicesCheck(), new PyTorchCheck(engine))) {
        assertThat(only(check).status()).isEqualTo(Status.PROBLEM);
        assertThat(only(check).found()).isEqualTo(message.formatted(number));
      }
      assertThat(only(new GpuCheck(engine)).status()).isEqualTo(Status.SKIPPED);
    }
  }

  @Test
  void reportsAStateDirectoryThatIsAFile() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    List<Check> checks = Checks.of(file, Optional.empty(), false, message -> {});
    assertThat(checks)
        .filteredOn(check -> List.of("state directory", "servers").contains(check.name()))
        .extracting(check -> only(check).status())
        .containsExactly(Status.PROBLEM, Status.SKIPPED);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
