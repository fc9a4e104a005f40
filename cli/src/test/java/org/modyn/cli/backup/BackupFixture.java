package org.modyn.cli.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;
import org.modyn.cli.command.CommandRunner;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.database.Database;
import org.modyn.common.testing.TestDatabase;
import org.modyn.selector.database.SeenRepository;
import org.modyn.selector.seen.LocalStorageBackend;
import org.modyn.selector.seen.SeenSamples;

/**
 * An installation to back up, without servers: rows in the tables of all servers, and the files
 * that they refer to, in {@code source} of a directory. Another one, {@code target}, is empty.
 */
final class BackupFixture implements AutoCloseable {
  static final int PIPELINE = 2;

  /** With the position of its first sample, 0 or 3. */
  static final String SEGMENT = "local_storage/2/0000000000000000000%s.segment";

  private static final String STRATEGY =
      """
      {"name": "FreshnessSamplingStrategy", "tail_triggers": null, "unused_data_ratio": 50,
       "limit": 10, "maximum_keys_in_memory": 10, "storage_backend": "local"}\
      """;
  private static final String HARD_TEXT = "tab\t line\n return\r \\N \\. \" ' ä €";

  private final Path directory;
  private final CommandRunner runner = new CommandRunner();
  private final TestDatabase source = TestDatabase.create();
  private final TestDatabase target = TestDatabase.create();

  BackupFixture(Path directory) throws IOException {
    this.directory = directory;
    writeConfig("source", source.config(), "");
    writeConfig("target", target.config(), "");
    fillDatabase(source.config());
    Path state = directory.resolve("source");
    write(state.resolve("models/2/1.safetensors"), "weights");
    write(state.resolve("models/2/1.samples"), "samples");
    write(state.resolve("models/2/2.safetensors.incomplete"), "torn");
    write(state.resolve("models/lock"), "");
    write(state.resolve("trigger_samples/2/0/0.training-set"), "keys");
    write(state.resolve("trigger_samples/2/1/strategy-state"), "state");
    appendSamples(state.resolve("local_storage/2"));
    write(state.resolve("evaluation/pipeline_1/pipeline.log"), "{}");
    write(state.resolve("plugins/policy.jar"), "jar");
    write(state.resolve("trainer-server/cache"), "not in the backup");
  }

  DatabaseConfig source() {
    return source.config();
  }

  DatabaseConfig target() {
    return target.config();
  }

  CommandRunner runner() {
    return runner;
  }

  Path sourceConfig() {
    return directory.resolve("source.yaml");
  }

  /** Adds sections to the configuration of the installation to back up. */
  void configureSource(String sections) throws IOException {
    writeConfig("source", source.config(), sections);
  }

  /** The file that is written by {@link #backup}. */
  Path file() {
    return directory.resolve("backup");
  }

  /** The command that makes the backup. */
  String[] backup() {
    return new String[] {"backup", file().toString(), "--config", sourceConfig().toString()};
  }

  /** The command that restores a file. */
  String[] restore(Path file) {
    return new String[] {
      "restore", file.toString(), "--config", directory.resolve("target.yaml").toString()
    };
  }

  void succeed(String... arguments) {
    assertThat(runner.run(arguments)).as(runner.error()).isZero();
  }

  /** Runs a command that prints one line that contains a pattern, and has the exit code 1. */
  void assertFails(String pattern, String... arguments) {
    assertThat(runner.run(arguments)).as(runner.output()).isEqualTo(1);
    assertThat(runner.error()).startsWith("error: ").containsPattern(pattern).hasLineCount(1);
  }

  /** The contents of the files in a directory, a character for each byte, by relative path. */
  static Map<String, String> files(Path root) {
    Map<String, String> files = new TreeMap<>();
    try (var paths = Files.walk(root)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(path).toString(), Files.readString(path, ISO_8859_1));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeConfig(String name, DatabaseConfig database, String sections)
      throws IOException {
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
    Files.writeString(
        directory.resolve(name + ".yaml"),
        "state_directory: %s\nmetadata_database:\n%sstorage:\n  database:\n%s%s"
            .formatted(directory.resolve(name), section, section.indent(2), sections));
  }

  /** Five samples in two segment files, of which the pipeline has triggered on three. */
  private static void appendSamples(Path segments) {
    try (LocalStorageBackend samples = LocalStorageBackend.open(segments, PIPELINE, 3, 0)) {
      for (long[] column : List.of(new long[] {1, 2, 3}, new long[] {4, 5})) {
        samples.append(0, new SeenSamples(column, column, column, column.length));
      }
    }
  }

  static void write(Path path, String content) throws IOException {
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
              VALUES (?, ?, 1, 1)
              """,
              PIPELINE,
              STRATEGY);
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

  /** The second one is that of the other servers, and has sent five samples. */
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
          handle.execute(
              "INSERT INTO pipeline_positions VALUES (?, '{\"data\": {\"samplesSent\": 5}}')",
              PIPELINE);
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

  @Override
  public void close() {
    source.close();
    target.close();
  }
}
