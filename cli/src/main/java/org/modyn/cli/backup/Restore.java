package org.modyn.cli.backup;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.modyn.cli.backup.Manifest.Entry;
import org.modyn.cli.platform.StoppedInstallation;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.progress.TaskProgress;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.database.DatabaseRestore;
import org.modyn.common.database.SchemaContent;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/**
 * Restores a backup into an empty installation. Files are written first, and are durable before the
 * rows that refer to them become visible at once. What a failed attempt has written is deleted; one
 * that is killed leaves an installation without pipelines, into which nothing is restored.
 */
public final class Restore implements AutoCloseable {
  /** The beginning of the names of all files. */
  static final String FILES = "files/";

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path source;
  private final BackupReader reader;
  private final Progress progress;

  private Restore(Path source, BackupReader reader, Progress progress) {
    this.source = requireNonNull(source, "source is null");
    this.reader = requireNonNull(reader, "reader is null");
    this.progress = requireNonNull(progress, "progress is null");
  }

  /**
   * Opens a backup, and verifies all its checksums.
   *
   * @throws ModynException NOT_FOUND when there is no such file; DATA_LOSS when it is damaged;
   *     FAILED_PRECONDITION when a newer Modyn has made it
   */
  public static Restore of(Path source, Progress progress) {
    BackupReader reader = BackupReader.open(source);
    try {
      reader.verify(progress);
      return new Restore(source, reader, progress);
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  public BackupSummary summary() {
    return BackupSummary.of(source, reader.manifest());
  }

  /**
   * Checks that the directories are empty, which the backup is restored into.
   *
   * @throws ModynException ALREADY_EXISTS when one has files
   */
  public static void requireEmptyDirectories(ModynConfig config) {
    StateFiles.of(config).requireEmpty();
  }

  /**
   * Checks that the databases are empty, and changes nothing.
   *
   * @throws ModynException ALREADY_EXISTS when a schema exists; FAILED_PRECONDITION when this
   *     program is older than the backup, or when servers run
   */
  public void check(StoppedInstallation target) {
    schemasByDatabase(target).forEach(DatabaseRestore::check);
  }

  /**
   * Writes files and rows.
   *
   * @throws ModynException as {@link #check} and {@link #requireEmptyDirectories}, and
   *     RESOURCE_EXHAUSTED when a disk is full
   */
  public void writeTo(StoppedInstallation target) {
    requireEmptyDirectories(target.config());
    check(target);
    StateFiles directories = StateFiles.of(target.config());
    try {
      writeFiles(directories);
      writeDatabases(target);
    } catch (RuntimeException e) {
      directories.clear();
      throw e;
    }
  }

  private Map<DatabaseConfig, List<SchemaContent>> schemasByDatabase(StoppedInstallation target) {
    Map<DatabaseConfig, List<SchemaContent>> schemas = new LinkedHashMap<>();
    target
        .schemas()
        .forEach(
            (database, names) ->
                schemas.put(
                    database,
                    reader.manifest().schemas().stream()
                        .filter(schema -> names.contains(schema.name()))
                        .toList()));
    return schemas;
  }

  private void writeFiles(StateFiles directories) {
    List<Entry> files =
        reader.manifest().entries().stream()
            .filter(entry -> entry.name().startsWith(FILES))
            .toList();
    long total = files.stream().mapToLong(Entry::size).sum();
    long done = 0;
    Set<Path> written = new LinkedHashSet<>();
    for (Entry entry : files) {
      Path file = directories.resolve(entry.name().substring(FILES.length()));
      DurableFiles.createDirectories(file.getParent());
      done = write(entry, file, done, total);
      written.addAll(directories.parents(file));
    }
    written.forEach(DurableFiles::syncDirectory);
    progress.endTask();
  }

  private long write(Entry entry, Path file, long before, long total) {
    byte[] buffer = new byte[BUFFER_BYTES];
    long done = before;
    try (InputStream input = reader.open(entry.name());
        FileChannel output =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int read = read(entry, input, buffer); read >= 0; read = read(entry, input, buffer)) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
        while (bytes.hasRemaining()) {
          output.write(bytes);
        }
        done += read;
        progress.update(new TaskProgress("restoring files", done, total, "bytes"));
      }
      output.force(true);
    } catch (IOException e) {
      throw DurableFiles.cannotWrite(file, e);
    }
    return done;
  }

  private int read(Entry entry, InputStream input, byte[] buffer) {
    try {
      return input.read(buffer);
    } catch (IOException e) {
      throw reader.damaged(entry.name(), e);
    }
  }

  private void writeDatabases(StoppedInstallation target) {
    Map<DatabaseConfig, List<SchemaContent>> schemas = schemasByDatabase(target);
    List<DatabaseRestore> restores = new ArrayList<>();
    try {
      schemas.forEach(
          (database, contents) -> restores.add(DatabaseRestore.begin(database, contents)));
      int index = 0;
      for (List<SchemaContent> contents : schemas.values()) {
        DatabaseRestore restore = restores.get(index++);
        restore.create(contents);
        contents.forEach(schema -> write(restore, schema, target.config()));
      }
      restores.forEach(DatabaseRestore::commit);
    } finally {
      restores.forEach(DatabaseRestore::close);
    }
    progress.endTask();
  }

  private void write(DatabaseRestore restore, SchemaContent schema, ModynConfig config) {
    try {
      restore.write(schema, this::rows);
    } catch (IOException e) {
      throw reader.damaged("database/" + schema.name(), e);
    }
    if (schema.name().equals("storage")) {
      restore.movePaths(
          "storage",
          "datasets",
          "base_path",
          reader.manifest().datasetsDirectory(),
          StateFiles.datasets(config).toString());
    }
    if (schema.name().equals("supervisor")) {
      // logs of pipelines that have ended
      restore.movePaths(
          "supervisor",
          "pipelines",
          "log_path",
          reader.manifest().evaluationDirectory(),
          config.evalDirectory().toString());
    }
  }

  private InputStream rows(SchemaContent schema, SchemaContent.Table table) throws IOException {
    progress.update(
        new TaskProgress(
            "restoring the schema " + schema.name(),
            schema.tables().indexOf(table) + 1,
            schema.tables().size(),
            "tables"));
    return reader.open(Backup.tableEntry(schema, table));
  }

  @Override
  public void close() {
    reader.close();
  }
}
