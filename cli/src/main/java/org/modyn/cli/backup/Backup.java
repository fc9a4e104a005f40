package org.modyn.cli.backup;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import org.modyn.cli.backup.database.ReferencedFiles;
import org.modyn.cli.platform.StoppedInstallation;
import org.modyn.cli.progress.Progress;
import org.modyn.cli.progress.TaskProgress;
import org.modyn.common.database.DatabaseDump;
import org.modyn.common.database.SchemaContent;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.version.ModynVersion;
import org.modyn.selector.pipeline.PipelineFiles;

/**
 * Writes a backup of a stopped installation.
 *
 * <p>A backup has the state of one moment. No server is connected to the database when it begins,
 * and from then until its end all tables are locked against changes. A server that is started
 * meanwhile therefore waits. Files need no lock of their own:
 *
 * <ul>
 *   <li>Servers write a file before they commit the row that refers to it, so every file of a
 *       locked row is complete. Files without a row are those that a killed server leaves too, and
 *       are overwritten or truncated when its work is repeated.
 *   <li>Servers delete a file after they have committed that its row is gone or marked, so no file
 *       of a row is deleted meanwhile.
 * </ul>
 *
 * <p>So a restored installation is in the same state as one whose servers were all killed at that
 * moment, and continues like it.
 */
public final class Backup {
  private static final int BUFFER_BYTES = 1 << 16;

  private final StoppedInstallation installation;
  private final Progress progress;

  public Backup(StoppedInstallation installation, Progress progress) {
    this.installation = requireNonNull(installation, "installation is null");
    this.progress = requireNonNull(progress, "progress is null");
  }

  /**
   * Writes the file.
   *
   * @param allowMissingFiles whether files may be missing that the database refers to
   * @throws ModynException FAILED_PRECONDITION when servers run; NOT_FOUND when the database has no
   *     schema of Modyn; DATA_LOSS when files are missing; RESOURCE_EXHAUSTED when the disk is full
   */
  public BackupSummary write(Path target, boolean allowMissingFiles) {
    Deque<DatabaseDump> dumps = new ArrayDeque<>();
    try (BackupWriter writer = BackupWriter.create(target)) {
      installation
          .schemas()
          .forEach((database, schemas) -> dumps.add(DatabaseDump.begin(database, schemas)));
      Manifest manifest = write(writer, dumps, allowMissingFiles);
      writer.complete(manifest);
      return BackupSummary.of(target, manifest);
    } finally {
      dumps.forEach(DatabaseDump::close);
    }
  }

  private Manifest write(
      BackupWriter writer, Iterable<DatabaseDump> dumps, boolean allowMissingFiles) {
    StateFiles directories = StateFiles.of(installation.config());
    SortedMap<String, Path> files = directories.list();
    List<SchemaContent> schemas = new ArrayList<>();
    for (DatabaseDump dump : dumps) {
      schemas.addAll(dump.schemas());
      if (!allowMissingFiles) {
        requireFiles(dump, files, directories);
      }
    }
    if (schemas.isEmpty()) {
      throw ModynException.notFound(
          "no server has used %s yet: there is nothing to back up",
          String.join(
              ", ", installation.schemas().keySet().stream().map(Object::toString).toList()));
    }
    for (DatabaseDump dump : dumps) {
      dump.schemas().forEach(schema -> addTables(writer, dump, schema));
    }
    addFiles(writer, files);
    return new Manifest(
        Manifest.FORMAT,
        ModynVersion.current(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        StateFiles.datasets(installation.config()).toString(),
        installation.config().evalDirectory().toString(),
        schemas,
        writer.entries());
  }

  /** A directory that is not mounted looks like one without files. */
  private void requireFiles(
      DatabaseDump dump, SortedMap<String, Path> files, StateFiles directories) {
    ReferencedFiles referenced = ReferencedFiles.in(dump, installation.config().evalDirectory());
    List<String> missing =
        referenced.names().stream().filter(name -> !files.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw incomplete(
          "%s files that the database refers to are missing, for example %s"
              .formatted(missing.size(), directories.resolve(missing.getFirst())));
    }
    for (PipelineFiles pipeline : referenced.pipelines()) {
      try {
        pipeline.checkSamples(installation.config().localStorageDirectory());
      } catch (ModynException e) {
        throw e.category() == ErrorCategory.DATA_LOSS ? incomplete(e.getMessage()) : e;
      }
    }
  }

  private static ModynException incomplete(String problem) {
    return ModynException.dataLoss(
        "%s; run this command where the directories of all servers are mounted, or back up without"
            + " what is missing: --allow-missing-files",
        problem);
  }

  private void addTables(BackupWriter writer, DatabaseDump dump, SchemaContent schema) {
    long done = 0;
    for (SchemaContent.Table table : schema.tables()) {
      done++;
      progress.update(
          new TaskProgress(
              "backing up the schema " + schema.name(), done, schema.tables().size(), "tables"));
      writer.add(
          tableEntry(schema, table),
          output -> {
            dump.write(schema, table, output);
          });
    }
    progress.endTask();
  }

  static String tableEntry(SchemaContent schema, SchemaContent.Table table) {
    return "database/" + schema.name() + "/" + table.name();
  }

  private void addFiles(BackupWriter writer, SortedMap<String, Path> files) {
    long total = files.values().stream().mapToLong(Backup::size).sum();
    long[] done = new long[1];
    files.forEach(
        (name, file) ->
            writer.add(
                Restore.FILES + name,
                output -> {
                  done[0] = copy(file, output, done[0], total);
                }));
    progress.endTask();
  }

  private long copy(Path file, OutputStream target, long before, long total) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long done = before;
    try (InputStream source = open(file)) {
      for (int read = read(file, source, buffer); read >= 0; read = read(file, source, buffer)) {
        target.write(buffer, 0, read);
        done += read;
        progress.update(new TaskProgress("backing up files", done, total, "bytes"));
      }
    }
    return done;
  }

  /** Apart from writing, because the messages differ. */
  private static int read(Path file, InputStream source, byte[] buffer) {
    try {
      return source.read(buffer);
    } catch (IOException e) {
      throw DurableFiles.cannotRead(file, e);
    }
  }

  private static InputStream open(Path file) {
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw DurableFiles.cannotRead(file, e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw DurableFiles.cannotRead(file, e);
    }
  }
}
