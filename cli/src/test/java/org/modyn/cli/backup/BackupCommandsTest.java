package org.modyn.cli.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.database.Database;
import org.modyn.common.file.DirectoryLock;
import org.modyn.selector.database.SeenRepository;

/** {@code modyn backup} and {@code restore} on the schemas of all servers, without servers. */
final class BackupCommandsTest {
  private static final List<String> SCHEMAS =
      List.of("storage", "selector", "model_storage", "supervisor");

  @TempDir private Path directory;
  private BackupFixture fixture;
  private Path file;

  @BeforeEach
  void fill() throws IOException {
    fixture = new BackupFixture(directory);
    file = fixture.file();
  }

  @AfterEach
  void drop() {
    fixture.close();
  }

  @Test
  void restoresAllTablesAndFiles() throws Exception {
    Map<String, String> before = rows(fixture.source());
    assertThat(before).hasSizeGreaterThan(20);
    backUp();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(rows(fixture.source())).isEqualTo(before);

    fixture.succeed(restore());
    assertThat(fixture.runner().output()).startsWith("restored: " + file).contains("8 files");
    Map<String, String> after = rows(fixture.target());
    after.replaceAll((table, text) -> text.replace("/target/evaluation/", "/source/evaluation/"));
    assertThat(after).isEqualTo(before);
    assertThat(rows(fixture.target()).get("supervisor.pipelines"))
        .contains(directory.resolve("target/evaluation/pipeline_1/pipeline.log").toString());
    assertThat(BackupFixture.files(directory.resolve("target")))
        .containsOnlyKeys(
            "models/2/1.safetensors",
            "models/2/1.samples",
            "trigger_samples/2/0/0.training-set",
            "trigger_samples/2/1/strategy-state",
            BackupFixture.SEGMENT.formatted(0),
            BackupFixture.SEGMENT.formatted(3),
            "evaluation/pipeline_1/pipeline.log",
            "plugins/policy.jar")
        .containsEntry("models/2/1.safetensors", "weights");

    // sequences continue, new partitions can be added, and indexes of partitions exist
    try (Database models = Database.open(fixture.target(), "model_storage");
        Database selector = Database.open(fixture.target(), "selector");
        Database supervisor = Database.open(fixture.target(), "supervisor")) {
      assertThat(number(models, "SELECT nextval('model_ids')")).isEqualTo(2);
      assertThat(
              number(
                  supervisor,
                  "INSERT INTO pipelines (name, configuration, status) VALUES ('n', '{}', 'queued')"
                      + " RETURNING pipeline_id"))
          .isEqualTo(4);
      new SeenRepository(selector.jdbi(), 2, 1).createPartition(BackupFixture.PIPELINE + 1);
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
    fixture.succeed(fixture.backup());
    assertThat(fixture.runner().output()).startsWith("backup: " + file);
  }

  private String[] restore() {
    return fixture.restore(file);
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

  @Test
  void refusesWhileServersRun() {
    try (Database running = Database.open(fixture.source(), "storage")) {
      assertThat(running.problem()).isEmpty();
      fixture.assertFails(
          "servers use PostgreSQL at .*: storage at .*; stop all servers", fixture.backup());
    }
    try (DirectoryLock lock =
        DirectoryLock.acquire("model storage", directory.resolve("source/models"))) {
      assertThat(lock).isNotNull();
      fixture.assertFails(
          "models is in use by this process; stop that model storage", fixture.backup());
    }
    assertThat(directory.toFile().list((folder, name) -> name.startsWith("backup"))).isEmpty();
  }

  @Test
  void restoresIntoAnEmptyInstallationOnly() throws IOException {
    backUp();
    BackupFixture.write(directory.resolve("target/models/1/1.safetensors"), "another");
    fixture.assertFails("target/models is not empty", restore());
    Files.delete(directory.resolve("target/models/1/1.safetensors"));
    Files.delete(directory.resolve("target/models/1"));
    Database.open(fixture.target(), "selector").close();
    fixture.assertFails(
        "has the schema selector already; .*DROP SCHEMA selector CASCADE", restore());
    assertThat(BackupFixture.files(directory.resolve("target"))).containsOnlyKeys("models/lock");
  }

  @Test
  void findsDamage() throws IOException {
    backUp();
    fixture.succeed("restore", file.toString(), "--dry-run");
    assertThat(fixture.runner().output()).startsWith("checked: ");
    byte[] whole = Files.readAllBytes(file);
    Path damaged = directory.resolve("damaged");
    for (int position = 0; position < whole.length; position += whole.length / 50) {
      byte[] torn = Arrays.copyOf(whole, position);
      Files.write(damaged, torn);
      assertThat(fixture.runner().run("restore", damaged.toString(), "--dry-run")).isEqualTo(1);
      assertThat(fixture.runner().error()).contains("damaged").hasLineCount(1);
    }
    rewrite(
        damaged,
        Map.of("files/models/2/1.safetensors", text -> text.replace("weights", "weightz")));
    fixture.assertFails(
        "is damaged: the checksum of files/models/2/1.safetensors is wrong",
        "restore",
        damaged.toString(),
        "--dry-run");
    rewrite(damaged, Map.of("files/models/2/1.samples", text -> null));
    fixture.assertFails(
        "lacks files/models/2/1.samples", "restore", damaged.toString(), "--dry-run");
  }

  @Test
  void refusesWhatItDoesNotKnow() throws IOException {
    backUp();
    Path changed = directory.resolve("changed");
    rewrite(changed, manifest("\"format\" : 1", "\"format\" : 2"));
    fixture.assertFails(
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
    fixture.assertFails(
        "version 99 of the schema storage, which this Modyn does not know", restore());
    file = directory.resolve("backup");
    Path outside = directory.resolve("outside");
    rewrite(
        outside,
        manifest("files/plugins/policy.jar", "files/plugins/../../../policy.jar"),
        "files/plugins/policy.jar",
        "files/plugins/../../../policy.jar");
    file = outside;
    fixture.assertFails("a file outside of all directories", restore());
    assertThat(BackupFixture.files(directory.resolve("target"))).isEmpty();
    assertThat(directory.resolve("policy.jar")).doesNotExist();
  }

  /** The last migrations of the supervisor add columns to tables that have no rows here. */
  @Test
  void serversMigrateARestoredBackupOfAnOlderVersion() throws IOException {
    try (Database supervisor = Database.open(fixture.source(), "supervisor")) {
      supervisor.jdbi().useHandle(handle -> handle.execute("DELETE FROM supervisor_term"));
    }
    backUp();
    Path older = directory.resolve("older");
    String name = "\"name\" : \"supervisor\",\n    \"version\" : \"%s\"";
    String columns = "\"last_timestamp\"%s ]";
    rewrite(
        older,
        Map.of(
            Manifest.NAME,
            text -> {
              assertThat(text).contains(name.formatted("8"), columns.formatted(", \"deleted\""));
              return text.replace(name.formatted("8"), name.formatted("6"))
                  .replace("\"term\", \"holder\" ]", "\"term\" ]")
                  .replace(columns.formatted(", \"deleted\""), columns.formatted(""));
            }));
    file = older;
    fixture.succeed(restore());
    try (Database supervisor = Database.open(fixture.target(), "supervisor")) {
      assertThat(number(supervisor, "SELECT count(*) FROM pipelines")).isEqualTo(3);
      assertThat(number(supervisor, "SELECT count(*) FROM trained_models WHERE deleted")).isZero();
      assertThat(
              number(
                  supervisor,
                  "SELECT count(*) FROM flyway_schema_history WHERE version IN ('6', '7', '8')"))
          .isEqualTo(3);
    }
  }

  @Test
  void leavesNothingOfAFailedRestore() throws IOException {
    backUp();
    Path changed = directory.resolve("changed");
    // a row that its table refuses, after all files and other schemas have been written
    file = changed;
    replaceEntry(changed, "database/supervisor/pipeline_positions", "5\t{}\t\\N\n");
    fixture.assertFails("restore the schema supervisor .*foreign key", restore());
    assertThat(BackupFixture.files(directory.resolve("target"))).isEmpty();
    file = directory.resolve("backup");
    fixture.succeed(restore());
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
          text = new String(input.readAllBytes(), ISO_8859_1);
        }
        String other = changes.getOrDefault(entry.getName(), UnaryOperator.identity()).apply(text);
        if (other != null) {
          to.putNextEntry(new ZipEntry(entry.getName().equals(name) ? newName : entry.getName()));
          to.write(other.getBytes(ISO_8859_1));
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
            .formatHex(BackupWriter.sha256Digest().digest(content.getBytes(ISO_8859_1)));
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
                            ? new Manifest.Entry(name, content.getBytes(ISO_8859_1).length, sha256)
                            : entry)
                .toList());
    rewrite(
        changed,
        Map.of(
            name, text -> content, Manifest.NAME, text -> new String(other.toJson(), ISO_8859_1)));
  }
}
