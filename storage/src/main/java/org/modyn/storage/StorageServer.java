package org.modyn.storage;

import io.grpc.ServerServiceDefinition;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.StorageConfig;
import org.modyn.common.database.Database;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.operations.Operations;
import org.modyn.common.sample.SampleService;
import org.modyn.common.server.ModynServer;
import org.modyn.common.server.ServerParts;
import org.modyn.storage.catalog.DatasetCatalog;
import org.modyn.storage.database.DatasetRepository;
import org.modyn.storage.database.DeletionRepository;
import org.modyn.storage.database.FileRepository;
import org.modyn.storage.database.IngestLock;
import org.modyn.storage.database.IngestStatusRepository;
import org.modyn.storage.database.RescanRepository;
import org.modyn.storage.database.RewriteRepository;
import org.modyn.storage.dataset.DatasetDefinition;
import org.modyn.storage.deletion.DeletionWorker;
import org.modyn.storage.deletion.Deletions;
import org.modyn.storage.deletion.Rescans;
import org.modyn.storage.filesystem.DatasetRoots;
import org.modyn.storage.filesystem.Filesystems;
import org.modyn.storage.ingest.IngestCoordinator;
import org.modyn.storage.ingest.IngestOptions;
import org.modyn.storage.read.OpenFiles;

/**
 * A running storage server. Several servers can share one database and one filesystem: all of them
 * serve requests, one of them ingests new files.
 *
 * <p>Its state is the schema {@code storage} of its database, and the datasets' folders, in which
 * it deletes and rewrites files on request only. The index of all files and labels is kept in
 * memory.
 */
public final class StorageServer extends ModynServer {
  private static final String NAME = "storage";
  private static final String SCHEMA = "storage";
  private static final Duration DELETION_PERIOD = Duration.ofSeconds(5);
  private static final int OPEN_FILES = 4096;
  private static final long LOCATION_BYTES = 256 << 20;

  private StorageServer(ServerParts parts, GrpcServer server) {
    super(parts, server);
  }

  /**
   * Starts the server. The section {@code storage} of the configuration contains its address, its
   * database and the datasets to register or update.
   *
   * @throws ModynException INVALID_ARGUMENT for a configured dataset that cannot be used;
   *     FAILED_PRECONDITION when the port is in use, or a configured dataset has files that were
   *     ingested with other options; UNAVAILABLE when the database cannot be reached
   */
  public static StorageServer start(ModynConfig config) {
    return ServerParts.assemble(NAME, config, config.storage(), parts -> assemble(config, parts));
  }

  /**
   * As {@link #start(ModynConfig)}, for a process with several servers.
   *
   * @param operations what operators see of all of them; remains open
   */
  public static StorageServer start(ModynConfig config, Operations operations) {
    return ServerParts.assemble(
        NAME, operations, config.security(), parts -> assemble(config, parts));
  }

  private static StorageServer assemble(ModynConfig config, ServerParts parts) {
    StorageConfig storage = config.storage();
    Database database = parts.openDatabase(storage.database(), SCHEMA);
    FileRepository files = new FileRepository(database.jdbi());
    Filesystems filesystems =
        parts.add(
            new Filesystems(DatasetRoots.of(config), storage.s3(), config.s3CacheDirectory()));
    DatasetRepository datasets = new DatasetRepository(database.jdbi());
    DatasetCatalog catalog = new DatasetCatalog(datasets, files, filesystems);
    catalog.reload();
    OpenFiles openFiles =
        new OpenFiles(OPEN_FILES, LOCATION_BYTES, files::locations, files::isBeingRewritten);
    Deletions deletions =
        new Deletions(
            catalog,
            datasets,
            new DeletionRepository(database.longStatements()),
            new RewriteRepository(database.longStatements()),
            openFiles);
    deletions.completeAll();
    registerAll(storage.datasets(), catalog);
    RescanRepository rescans = new RescanRepository(database.jdbi());
    IngestStatusRepository statuses = new IngestStatusRepository(database.jdbi());
    IngestCoordinator ingest =
        parts.add(
            IngestCoordinator.start(
                catalog,
                files,
                statuses,
                rescans,
                IngestLock.create(database.dataSource()),
                new IngestOptions(
                    storage.insertionThreads(),
                    storage.sampleDbinsertionBatchsize(),
                    Duration.ofSeconds(storage.fileWatcherWatchdogSleepTimeS()))));
    parts.add(DeletionWorker.start(deletions, DELETION_PERIOD));
    GrpcServer server =
        parts.listen(
            storage.address(),
            service(
                storage,
                catalog,
                statuses,
                ingest,
                deletions,
                new Rescans(catalog, rescans, openFiles),
                openFiles,
                new StorageMetrics(
                    parts.operations().metrics(), catalog, statuses, ingest::isIngesting)));
    // closed first: a server waits until its calls have ended
    parts.add(catalog.followers());
    return new StorageServer(parts, server);
  }

  private static void registerAll(List<DatasetConfig> datasets, DatasetCatalog catalog) {
    for (DatasetConfig dataset : datasets) {
      try {
        catalog.registerOrUpdate(DatasetDefinition.of(dataset));
      } catch (ModynException e) {
        throw new ModynException(
            e.category(),
            "storage.datasets, dataset '%s': %s".formatted(dataset.name(), e.getMessage()),
            e);
      }
    }
  }

  private static ServerServiceDefinition service(
      StorageConfig storage,
      DatasetCatalog catalog,
      IngestStatusRepository statuses,
      IngestCoordinator ingest,
      Deletions deletions,
      Rescans rescans,
      OpenFiles openFiles,
      StorageMetrics metrics) {
    StorageService service =
        new StorageService(
            catalog,
            new DatasetReports(catalog, statuses),
            ingest,
            deletions,
            rescans,
            openFiles,
            storage.sampleBatchSize(),
            Clock.systemUTC());
    return SampleService.withGet(
        service.bindService(),
        request -> metrics.counted(service.openSamples(request)),
        storage.sampleBatchSize());
  }
}
