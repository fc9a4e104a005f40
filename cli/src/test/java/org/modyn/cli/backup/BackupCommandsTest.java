package org.modyn.cli.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.command.CommandRunner;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.database.Database;
import org.modyn.common.file.DirectoryLock;
import org.modyn.common.testing.TestDatabase;
import org.modyn.selector.database.SeenRepository;

/** {@code modyn backup} and {@code restore} on the schemas of all servers, without servers. */
final class BackupCommandsTest {
  private static final List<String> SCHEMAS =
      List.of("storage", "selector", "model_storage", "supervisor");
  private static final int PIPELINE = 7;
  private static final String HARD_TEXT = "tab\t line\n return\r \\N \\. \" ' ä €";

  @TempDir private Path directory;
  private final CommandRunner runner = new CommandRunner();
  private TestDatabase source;
  private TestDatabase target;
  private Path sourceConfig;
  private Path targetConfig;
  private Path file;

  @BeforeEach
  void fill() throws IOException {
    source = TestDatabase.create();
    target = TestDatabase.create();
    sourceConfig = config("source", source.config());
    targetConfig = config("target", target.config());
    file = directory.resolve("backup");
    fillDatabase(source.config());
    Path state = directory.resolve("source");
    write(state.resolve("models/7/1.safetensors"), "weights");
    write(state.resolve("models/7/1.samples"), "samples");
    write(state.resolve("models/7/2.safetensors.incomplete"), "torn");
    write(state.resolve("models/lock"), "");
    write(state.resolve("trigger_samples/7/0/0.training-set"), "keys");
    write(state.resolve("local_storage/7/00000000000000000000.segment"), "segment");
    write(state.resolve("evaluation/pipeline_1/pipeline.log"), "{}");
    write(state.resolve("plugins/policy.jar"), "jar");
    write(state.resolve("trainer-server/cache"), "not in the backup");
  }

  @AfterEach
  void drop() {
    source.close();
    target.close();
  }

  private Path config(String name, DatabaseConfig database) throws IOException {
    String section =
        String.format(
            Locale.ROOT,
            """
              hostname: %s
              port: %d
              username: %s
              password: '%s'
              database: %s
            """,
            database.hostname(),
            database.port(),
            database.username(),
            database.password(),
            database.database());
    return Files.writeString(
        directory.resolve(name + ".yaml"),
        "state_directory: %s\nmetadata_database:\n%sstorage:\n  database:\n%s"
            .formatted(directory.resolve(name), section, section.indent(2)));
  }

  private static void write(Path path, String content) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  private void fillDatabase(DatabaseConfig config) {
    try (Database storage = Database.open(config, "storage");
        Database selector = Database.open(config, "selector");
        Database models = Database.open(config, "model_storage");
        Database supervisor = Database.open(config, "supervisor")) {
      insertDataset(storage.jdbi());
      insertTrigger(selector.jdbi());
      insertModel(models.jdbi());
      insertPipeline(supervisor.jdbi());
    }
  }

  private static void insertDataset(Jdbi jdbi) {
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              INSERT INTO datasets (name, description, version, base_path, filesystem_wrapper_type,
                file_wrapper_type, file_wrapper_config, ignore_last_timestamp, file_watcher_interval)
              VALUES ('d', ?, '', '/data', 'f', 'w', '', true, 5)
              """,
              HARD_TEXT);
          handle.execute(
              """
              INSERT INTO files (dataset_id, path, first_key, number_of_samples, updated_at,
                modified_nanos, size_bytes, label_width, labels, deleted)
              VALUES (1, 'a', 1, 4, 5, 5, 5, 1, '\\x00ff0a5c', NULL)
              """);
          handle.execute("UPDATE ingest_term SET term = 41");
        });
  }

  private static void insertTrigger(Jdbi jdbi) {
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              INSERT INTO pipelines (pipeline_id, selection_strategy, num_workers, seed)
              VALUES (?, '{}', 1, 1)
              """,
              PIPELINE);
          handle.execute("INSERT INTO triggers VALUES (?, 0, 3, 1, 3)", PIPELINE);
          handle.execute("INSERT INTO trigger_partitions VALUES (?, 0, 0, 3)", PIPELINE);
          handle.execute("INSERT INTO triggers VALUES (?, 1, 0, 1, 3)", PIPELINE);
          handle.execute("INSERT INTO trigger_partitions VALUES (?, 1, 0, 0)", PIPELINE);
          handle.execute("UPDATE triggers SET cleaned = true WHERE trigger_id = 1");
        });
    new SeenRepository(jdbi, 4, 1).createPartition(PIPELINE);
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                INSERT INTO seen_samples
                SELECT ?, 0, n, n * 7919, n, n % 3 FROM generate_series(0, 999) n
                """,
                PIPELINE));
  }

  private static void insertModel(Jdbi jdbi) {
    jdbi.useHandle(
        handle -> {
          handle.execute("INSERT INTO pipelines VALUES (?, '{}')", PIPELINE);
          handle.execute(
              """
              INSERT INTO models (model_id, pipeline_id, trigger_id, model_class,
                model_configuration, provenance, size_bytes, sha256, trained_samples)
              VALUES (nextval('model_ids'), ?, 0, 'c', '{}', '{}', 7, sha256('weights'), 3)
              """,
              PIPELINE);
        });
  }

  private void insertPipeline(Jdbi jdbi) {
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              INSERT INTO pipelines (name, configuration, status, log_path)
              VALUES ('ended', '{"a": [1, null]}', 'completed', ?),
                ('running', '{}', 'running', ''), ('elsewhere', '{}', 'completed', '/other/log')
              """,
              directory.resolve("source/evaluation/pipeline_1/pipeline.log").toString());
          handle.execute("INSERT INTO pipeline_positions VALUES (2, '{\"position\": 17}')");
          handle.execute(
              """
              INSERT INTO evaluations (pipeline_id, handler, dataset_id, model_id, trigger_id,
                training_id, interval_start, dataset_size, evaluated_at)
              VALUES (1, 'h', 'd', 1, 0, 0, 0, 10, now())
              """);
          handle.execute(
              "INSERT INTO evaluation_metrics VALUES (1, 0, 'Accuracy', 0.1::float8 / 3)");
        });
  }

  @Test
  void restoresAllTablesAndFiles() throws Exception {
    Map<String, String> before = rows(source.config());
    assertThat(before).hasSizeGreaterThan(20);
    backUp();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(rows(source.config())).isEqualTo(before);

    assertThat(runner.run("restore", file.toString(), "--config", targetConfig.toString()))
        .as(runner.error())
        .isZero();
    assertThat(runner.output()).startsWith("restored: " + file).contains("6 files");
    Map<String, String> after = rows(target.config());
    after.replaceAll((table, text) -> text.replace("/target/evaluation/", "/source/evaluation/"));
    assertThat(after).isEqualTo(before);
    assertThat(rows(target.config()).get("supervisor.pipelines"))
        .contains(directory.resolve("target/evaluation/pipeline_1/pipeline.log").toString());
    assertThat(files(directory.resolve("target")))
        .containsOnlyKeys(
            "models/7/1.safetensors",
            "models/7/1.samples",
            "trigger_samples/7/0/0.training-set",
            "local_storage/7/00000000000000000000.segment",
            "evaluation/pipeline_1/pipeline.log",
            "plugins/policy.jar")
        .containsEntry("models/7/1.safetensors", "weights");

    // sequences continue, new partitions can be added, and indexes of partitions exist
    try (Database models = Database.open(target.config(), "model_storage");
        Database selector = Database.open(target.config(), "selector");
        Database supervisor = Database.open(target.config(), "supervisor")) {
      assertThat(number(models, "SELECT nextval('model_ids')")).isEqualTo(2);
      assertThat(
              number(
                  supervisor,
                  "INSERT INTO pipelines (name, configuration, status) VALUES ('n', '{}', 'queued')"
                      + " RETURNING pipeline_id"))
          .isEqualTo(4);
      new SeenRepository(selector.jdbi(), 2, 1).createPartition(PIPELINE + 1);
      assertThat(
              number(
                  selector,
                  "SELECT count(*) FROM pg_indexes WHERE schemaname = 'selector'"
                      + " AND tablename LIKE 'seen_samples%' AND indexdef LIKE '%brin%'"))
          .as("of the partitioned and of all other partitions")
          .isEqualTo(5 + 3);
    }
  }

  private void backUp() {
    assertThat(runner.run("backup", file.toString(), "--config", sourceConfig.toString()))
        .as(runner.error())
        .isZero();
    assertThat(runner.output()).startsWith("backup: " + file);
  }

  /** All rows of all tables, by table, in a fixed order. */
  private static Map<String, String> rows(DatabaseConfig config) {
    Map<String, String> rows = new TreeMap<>();
    for (String schema : SCHEMAS) {
      try (Database database = Database.open(config, schema)) {
        List<String> tables =
            database
                .jdbi()
                .withHandle(
                    handle ->
                        handle
                            .createQuery(
                                "SELECT tablename FROM pg_tables WHERE schemaname ="
                                    + " current_schema() AND tablename <> 'flyway_schema_history'")
                            .mapTo(String.class)
                            .list());
        for (String table : tables) {
          String text =
              database
                  .jdbi()
                  .withHandle(
                      handle ->
                          handle
                              .createQuery(
                                  "SELECT coalesce(string_agg(t::text, E'\\n"
                                      + "' ORDER BY t::text), '') FROM "
                                      + table
                                      + " t")
                              .mapTo(String.class)
                              .one());
          rows.put(schema + "." + table, text);
        }
      }
    }
    return rows;
  }

  private static long number(Database database, String query) {
    return database.jdbi().withHandle(handle -> handle.createQuery(query).mapTo(Long.class).one());
  }

  private static Map<String, String> files(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (var paths = Files.walk(root)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(path).toString(), Files.readString(path));
      }
    }
    return files;
  }

  @Test
  void refusesWhileServersRun() {
    try (Database running = Database.open(source.config(), "storage")) {
      assertThat(running.problem()).isEmpty();
      assertFails(
          "servers use PostgreSQL at .*: storage at .*; stop all servers",
          "backup",
          file.toString(),
          "--config",
          sourceConfig.toString());
    }
    try (DirectoryLock lock =
        DirectoryLock.acquire("model storage", directory.resolve("source/models"))) {
      assertThat(lock).isNotNull();
      assertFails(
          "models is in use by this process; stop that model storage",
          "backup",
          file.toString(),
          "--config",
          sourceConfig.toString());
    }
    assertThat(directory.toFile().list((folder, name) -> name.startsWith("backup"))).isEmpty();
  }

  @Test
  void refusesWhenFilesAreMissing() throws IOException {
    Files.delete(directory.resolve("source/models/7/1.samples"));
    assertFails(
        "1 files that the database refers to are missing, for example .*models/7/1.samples; .*"
            + "--allow-missing-files",
        "backup",
        file.toString(),
        "--config",
        sourceConfig.toString());
    assertThat(
            runner.run(
                "backup",
                file.toString(),
                "--config",
                sourceConfig.toString(),
                "--allow-missing-files"))
        .as(runner.error())
        .isZero();
    assertFails(
        "exists already; name another file",
        "backup",
        file.toString(),
        "--config",
        sourceConfig.toString());
  }

  @Test
  void restoresIntoAnEmptyInstallationOnly() throws IOException {
    backUp();
    write(directory.resolve("target/models/1/1.safetensors"), "another");
    assertFails("target/models is not empty", restore());
    Files.delete(directory.resolve("target/models/1/1.safetensors"));
    Files.delete(directory.resolve("target/models/1"));
    Database.open(target.config(), "selector").close();
    assertFails("has the schema selector already; .*DROP SCHEMA selector CASCADE", restore());
    assertThat(files(directory.resolve("target"))).containsOnlyKeys("models/lock");
  }

  private String[] restore() {
    return new String[] {"restore", file.toString(), "--config", targetConfig.toString()};
  }

  @Test
  void findsDamage() throws IOException {
    backUp();
    assertThat(runner.run("restore", file.toString(), "--dry-run")).as(runner.error()).isZero();
    assertThat(runner.output()).startsWith("checked: ");
    byte[] whole = Files.readAllBytes(file);
    Path damaged = directory.resolve("damaged");
    for (int position = 0; position < whole.length; position += whole.length / 50) {
      byte[] torn = java.util.Arrays.copyOf(whole, position);
      Files.write(damaged, torn);
      assertThat(runner.run("restore", damaged.toString(), "--dry-run")).isEqualTo(1);
      assertThat(runner.error()).contains("damaged").hasLineCount(1);
    }
    rewrite(
        damaged,
        Map.of("files/models/7/1.safetensors", text -> text.replace("weights", "weightz")));
    assertFails(
        "is damaged: the checksum of files/models/7/1.safetensors is wrong",
        "restore",
        damaged.toString(),
        "--dry-run");
    rewrite(damaged, Map.of("files/models/7/1.samples", text -> null));
    assertFails("lacks files/models/7/1.samples", "restore", damaged.toString(), "--dry-run");
  }

  @Test
  void refusesWhatItDoesNotKnow() throws IOException {
    backUp();
    Path changed = directory.resolve("changed");
    rewrite(changed, manifest("\"format\" : 1", "\"format\" : 2"));
    assertFails(
        "made by Modyn .*, in a format that this Modyn does not know",
        "restore",
        changed.toString(),
        "--dry-run");
    rewrite(
        changed,
        manifest(
            "\"name\" : \"storage\",\n    \"version\" : \"8\"",
            "\"name\" : \"storage\",\n    \"version\" : \"99\""));
    file = changed;
    assertFails("version 99 of the schema storage, which this Modyn does not know", restore());
    file = directory.resolve("backup");
    Path outside = directory.resolve("outside");
    rewrite(
        outside,
        manifest("files/plugins/policy.jar", "files/plugins/../../../policy.jar"),
        "files/plugins/policy.jar",
        "files/plugins/../../../policy.jar");
    file = outside;
    assertFails("a file outside of all directories", restore());
    assertThat(files(directory.resolve("target"))).isEmpty();
    assertThat(directory.resolve("policy.jar")).doesNotExist();
  }

  /** The last migration of the supervisor adds a column to a table that has no rows here. */
  @Test
  void serversMigrateARestoredBackupOfAnOlderVersion() throws IOException {
    backUp();
    Path older = directory.resolve("older");
    String name = "\"name\" : \"supervisor\",\n    \"version\" : \"%s\"";
    String columns = "\"last_timestamp\"%s ]";
    rewrite(
        older,
        Map.of(
            Manifest.NAME,
            text -> {
              assertThat(text).contains(name.formatted("7"), columns.formatted(", \"deleted\""));
              return text.replace(name.formatted("7"), name.formatted("6"))
                  .replace(columns.formatted(", \"deleted\""), columns.formatted(""));
            }));
    file = older;
    assertThat(runner.run(restore())).as(runner.error()).isZero();
    try (Database supervisor = Database.open(target.config(), "supervisor")) {
      assertThat(number(supervisor, "SELECT count(*) FROM pipelines")).isEqualTo(3);
      assertThat(number(supervisor, "SELECT count(*) FROM trained_models WHERE deleted")).isZero();
      assertThat(
              number(
                  supervisor,
                  "SELECT count(*) FROM flyway_schema_history WHERE version IN ('6', '7')"))
          .isEqualTo(2);
    }
  }

  @Test
  void leavesNothingOfAFailedRestore() throws IOException {
    backUp();
    Path changed = directory.resolve("changed");
    // a row that its table refuses, after all files and other schemas have been written
    file = changed;
    replaceEntry(changed, "database/supervisor/pipeline_positions", "5\t{}\t\\N\n");
    assertFails("restore the schema supervisor .*foreign key", restore());
    assertThat(files(directory.resolve("target"))).isEmpty();
    file = directory.resolve("backup");
    assertThat(runner.run(restore())).as(runner.error()).isZero();
  }

  private void assertFails(String pattern, String... arguments) {
    assertThat(runner.run(arguments)).as(runner.output()).isEqualTo(1);
    assertThat(runner.error()).startsWith("error: ").containsPattern(pattern).hasLineCount(1);
  }

  private static Map<String, UnaryOperator<String>> manifest(String from, String to) {
    return Map.of(
        Manifest.NAME,
        text -> {
          assertThat(text).contains(from);
          return text.replace(from, to);
        });
  }

  private void rewrite(Path changed, Map<String, UnaryOperator<String>> changes)
      throws IOException {
    rewrite(changed, changes, "", "");
  }

  /** Copies the backup with other contents, and possibly another name of an entry. */
  private void rewrite(
      Path changed, Map<String, UnaryOperator<String>> changes, String name, String newName)
      throws IOException {
    try (ZipFile from = new ZipFile(directory.resolve("backup").toFile());
        OutputStream output = Files.newOutputStream(changed);
        ZipOutputStream to = new ZipOutputStream(output)) {
      for (Enumeration<? extends ZipEntry> entries = from.entries(); entries.hasMoreElements(); ) {
        ZipEntry entry = entries.nextElement();
        String text;
        try (InputStream input = from.getInputStream(entry)) {
          text = new String(input.readAllBytes(), UTF_8);
        }
        String other = changes.getOrDefault(entry.getName(), UnaryOperator.identity()).apply(text);
        if (other != null) {
          to.putNextEntry(new ZipEntry(entry.getName().equals(name) ? newName : entry.getName()));
          to.write(other.getBytes(UTF_8));
          to.closeEntry();
        }
      }
    }
  }

  /** Replaces an entry, with the right checksum in the manifest. */
  private void replaceEntry(Path changed, String name, String content) throws IOException {
    Manifest manifest;
    try (BackupReader reader = BackupReader.open(directory.resolve("backup"))) {
      manifest = reader.manifest();
    }
    String sha256 =
        java.util.HexFormat.of()
            .formatHex(BackupWriter.sha256Digest().digest(content.getBytes(UTF_8)));
    Manifest other =
        new Manifest(
            manifest.format(),
            manifest.modynVersion(),
            manifest.createdAt(),
            manifest.datasetsDirectory(),
            manifest.evaluationDirectory(),
            manifest.schemas(),
            manifest.entries().stream()
                .map(
                    entry ->
                        entry.name().equals(name)
                            ? new Manifest.Entry(name, content.getBytes(UTF_8).length, sha256)
                            : entry)
                .toList());
    rewrite(
        changed,
        Map.of(name, text -> content, Manifest.NAME, text -> new String(other.toJson(), UTF_8)));
  }
}
