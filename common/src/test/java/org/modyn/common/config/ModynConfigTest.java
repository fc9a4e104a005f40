package org.modyn.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.StorageConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.grpc.ServiceTarget;

class ModynConfigTest {
  @Test
  void emptyFileHasWorkingDefaults() {
    ModynConfig config = ModynConfig.defaults();

    assertThat(config.storage().address()).isEqualTo(new ServiceAddress("localhost", 50051));
    assertThat(config.selector().address()).isEqualTo(new ServiceAddress("localhost", 50056));
    assertThat(config.trainerServer().address()).isEqualTo(new ServiceAddress("localhost", 50057));
    assertThat(config.modelStorage().address()).isEqualTo(new ServiceAddress("localhost", 50059));
    assertThat(config.evaluator().address()).isEqualTo(new ServiceAddress("localhost", 50061));
    assertThat(config.supervisor().address()).isEqualTo(new ServiceAddress("localhost", 50063));
    assertThat(config.storage().datasets()).isEmpty();
    assertThat(config.metadataDatabase().port()).isEqualTo(5432);
    Path home = Path.of(System.getProperty("user.home"));
    assertThat(config.stateDirectory()).isEqualTo(home.resolve(".modyn"));
    assertThat(config.modelsDirectory()).isEqualTo(home.resolve(".modyn/models"));
  }

  @Test
  void onlyCommentsAreAnEmptyFile() {
    assertThat(ConfigLoader.parse("c.yaml", "# nothing yet\n", ModynConfig.class))
        .isEqualTo(ModynConfig.defaults());
  }

  @Test
  void readsEverySection(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("modyn.yaml");
    Files.writeString(
        file,
        """
        project: {name: "flights", description: "US flights", version: "0.0.1"}
        state_directory: /srv/modyn
        storage:
          port: "6001"
          hostname: storage
          retrieval_threads: 8
          datasets:
            - name: criteo
              description: Criteo Dataset
              version: 0.0.1
              base_path: /datasets/criteo
              filesystem_wrapper_type: LocalFilesystemWrapper
              file_wrapper_type: BinaryFileWrapper
              file_wrapper_config: {byteorder: little, record_size: 160, label_size: 4, file_extension: ".bin"}
              ignore_last_timestamp: false
              file_watcher_interval: 5
              selector_batch_size: 2000000
          database: {hostname: storage-db, port: "5433"}
        metadata_processor: {port: "50055", hostname: metadata_processor, processor: SimpleProcessor}
        metadata_database: {hash_partition_modulus: 32, seed: 0.5}
        tensorboard: {port: "50062"}
        selector: {trigger_sample_directory: /tmp/trigger_samples}
        """);

    ModynConfig config = ConfigLoader.load(file, ModynConfig.class);

    assertThat(config.storage().address()).isEqualTo(new ServiceAddress("storage", 6001));
    assertThat(config.storage().database().port()).isEqualTo(5433);
    assertThat(config.metadataDatabase().seed()).contains(0.5);
    assertThat(config.triggerSampleDirectory()).isEqualTo(Path.of("/tmp/trigger_samples"));
    assertThat(config.localStorageDirectory()).isEqualTo(Path.of("/srv/modyn/local_storage"));
    assertThat(config.storage().datasets()).hasSize(1);
    DatasetConfig dataset = config.storage().datasets().getFirst();
    assertThat(dataset.selectorBatchSize()).isEqualTo(2_000_000);
    assertThat(dataset.ignoreLastTimestamp()).contains(false);
    assertThat(dataset.fileWrapperConfig())
        .isEqualTo(
            Map.of(
                "byteorder",
                "little",
                "record_size",
                160L,
                "label_size",
                4L,
                "file_extension",
                ".bin"));
    assertThat(ConfigLoader.parse("json", ConfigLoader.toJson(config), ModynConfig.class))
        .isEqualTo(config);
  }

  @Test
  void sectionsCanBeReplaced() {
    ServiceAddress address = ServiceAddress.parse("example.org:1234");
    ModynConfig defaults = ModynConfig.defaults();
    DatabaseConfig database = parseDatabase("{hostname: db}");
    ModynConfig config =
        defaults
            .withStateDirectory(Path.of("/srv"))
            .withStorage(defaults.storage().withAddress(address).withDatabase(database))
            .withModelStorage(defaults.modelStorage().withAddress(address))
            .withEvaluator(defaults.evaluator().withAddress(address))
            .withMetadataDatabase(database)
            .withSelector(defaults.selector().withAddress(address))
            .withTrainerServer(defaults.trainerServer().withAddress(address))
            .withSupervisor(defaults.supervisor().withAddress(address));

    assertThat(config.evalDirectory()).isEqualTo(Path.of("/srv/evaluation"));
    assertThat(
            List.of(
                config.storage().address(),
                config.modelStorage().address(),
                config.evaluator().address(),
                config.selector().address(),
                config.trainerServer().address(),
                config.supervisor().address()))
        .containsOnly(address);
    assertThat(List.of(config.storage().database(), config.metadataDatabase()))
        .containsOnly(database);
    assertThat(config.selector().keysInSelectorCache()).isEqualTo(500_000);
    assertThatThrownBy(
            () -> RecordCopy.with(config.storage(), Map.of("replicas", List.of("nowhere"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("StorageConfig: replicas[0]: ");
    assertThatThrownBy(() -> RecordCopy.with(config, Map.of("selecter", config.selector())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not [selecter]");
  }

  @Test
  void unknownKeysAreErrorsWithTheNearestName() {
    assertThatThrownBy(
            () ->
                ConfigLoader.parse("modyn.yaml", "storage:\n  hostnam: here\n", ModynConfig.class))
        .isInstanceOf(ModynException.class)
        .hasMessageStartingWith(
            "modyn.yaml:2:3: storage.hostnam: unknown field; did you mean \"hostname\"? allowed:"
                + " hostname, port, http_port, replicas,");
  }

  @Test
  void aDatabaseCanBeAJdbcUrl() {
    DatabaseConfig database =
        parseDatabase(
            "{url: 'jdbc:postgresql://db:6432/modyn?user=me&sslmode=require&password=a%26b'}");

    assertThat(database.hostname()).isEqualTo("db");
    assertThat(database.port()).isEqualTo(6432);
    assertThat(database.database()).isEqualTo("modyn");
    assertThat(database.username()).isEqualTo("me");
    assertThat(database.password()).isEqualTo("a&b");
    assertThat(database.parameters()).isEqualTo("sslmode=require");
    DatabaseConfig other =
        parseDatabase("{username: me, password: secret, url: 'jdbc:postgresql://db/modyn'}");
    assertThat(other.port()).isEqualTo(5432);
    assertThat(other.password()).isEqualTo("secret");
    assertThat(ConfigLoader.parse("json", ConfigLoader.toJson(other), DatabaseConfig.class))
        .isEqualTo(other);
  }

  @Test
  void aWrongJdbcUrlIsNotRepeated() {
    assertThatThrownBy(() -> parseDatabase("{url: 'jdbc:mysql://db/modyn?password=secret'}"))
        .isInstanceOf(ModynException.class)
        .hasMessage(
            "modyn.yaml:1:26: metadata_database.url: must be a JDBC URL of PostgreSQL; allowed: for"
                + " example jdbc:postgresql://localhost:5432/modyn?user=modyn&password=...");
  }

  @Test
  void clientsReachTheStorageByItsReplicas() {
    assertThat(storage("{port: 7001}").target())
        .isEqualTo(ServiceTarget.of(new ServiceAddress("localhost", 7001)));
    StorageConfig storage = storage("{replicas: ['storage-1:50051', '[::1]:7001']}");
    assertThat(storage.target())
        .isEqualTo(
            new ServiceTarget(
                List.of(new ServiceAddress("storage-1", 50051), new ServiceAddress("::1", 7001))));
    assertThat(storage.withDatasets(List.of()).target()).isEqualTo(storage.target());
    ServiceAddress elsewhere = new ServiceAddress("localhost", 1);
    assertThat(storage.withAddress(elsewhere).target()).isEqualTo(ServiceTarget.of(elsewhere));
    assertThatThrownBy(() -> storage("{replicas: [storage-1]}"))
        .isInstanceOf(ModynException.class)
        .hasMessageStartingWith(
            "modyn.yaml:1:22: storage.replicas[0]: 'storage-1' is not an address");
  }

  private static StorageConfig storage(String section) {
    return ConfigLoader.parse("modyn.yaml", "storage: " + section, ModynConfig.class).storage();
  }

  @Test
  void aPasswordCanComeFromAFile(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "secret\n");

    DatabaseConfig database = parseDatabase("{password_file: '%s'}".formatted(file));
    assertThat(database.secret()).isEqualTo("secret");
    assertThat(ConfigLoader.toJson(ModynConfig.defaults().withMetadataDatabase(database)))
        .contains(file.toString())
        .doesNotContain("secret\"");
    Files.writeString(file, "changed");
    assertThat(database.secret()).isEqualTo("changed");
  }

  @Test
  void aPasswordFileIsReadByThoseWhoNeedIt(@TempDir Path directory) {
    Path missing = directory.resolve("missing");

    DatabaseConfig database = parseDatabase("{password_file: '%s'}".formatted(missing));

    assertThatThrownBy(database::secret)
        .isInstanceOf(ModynException.class)
        .hasMessage("password_file: no such file: " + missing);
  }

  @Test
  void valuesMayNameEnvironmentVariables() {
    String name =
        System.getenv().keySet().stream()
            .filter(key -> key.matches("[A-Z]+"))
            .findFirst()
            .orElseThrow();
    ModynConfig config =
        ConfigLoader.parse(
            "modyn.yaml",
            "project: {name: 'x${%s}'}\nstorage: {port: '${MODYN_UNSET:-7001}'}".formatted(name),
            ModynConfig.class);

    assertThat(config.project().name()).isEqualTo("x" + System.getenv(name));
    assertThat(config.storage().port()).isEqualTo(7001);
    assertThatThrownBy(
            () ->
                ConfigLoader.parse(
                    "modyn.yaml", "storage:\n  hostname: ${MODYN_UNSET}\n", ModynConfig.class))
        .isInstanceOf(ModynException.class)
        .hasMessageStartingWith(
            "modyn.yaml:2:13: storage.hostname: the environment variable MODYN_UNSET is not set");
  }

  @Test
  void whatLooksLikeAVariableIsReadBack() {
    for (String name : List.of("${HOME}", "$${HOME}", "${a ${HOME}", "$", "a$${", "$$${x}}")) {
      ModynConfig config =
          ConfigLoader.parse(
              "modyn.yaml",
              "project: {name: '%s'}".formatted(name.replace("${", "$${")),
              ModynConfig.class);

      assertThat(config.project().name()).isEqualTo(name);
      assertThat(ConfigLoader.parse("json", ConfigLoader.toJson(config), ModynConfig.class))
          .isEqualTo(config);
    }
  }

  @Test
  void aMissingVariableHidesNoOtherProblem() {
    assertThatThrownBy(
            () ->
                ConfigLoader.parse(
                    "modyn.yaml",
                    "storage: {port: '${MODYN_UNSET}'}\nselector: {port: -1}",
                    ModynConfig.class))
        .hasMessageStartingWith("modyn.yaml has 2 problems:\n  modyn.yaml:1:17: storage.port: the")
        .hasMessageEndingWith(
            "\n  modyn.yaml:2:18: selector.port: must be between 0 and 65535, but is -1");
  }

  private static DatabaseConfig parseDatabase(String section) {
    return ConfigLoader.parse("modyn.yaml", "metadata_database: " + section, ModynConfig.class)
        .metadataDatabase();
  }

  @Test
  void missingFileIsNotFound(@TempDir Path directory) {
    Path file = directory.resolve("nowhere.yaml");
    assertThatThrownBy(() -> ConfigLoader.load(file, ModynConfig.class))
        .isInstanceOf(ModynException.class)
        .hasMessage("no such file: " + file);
  }
}
