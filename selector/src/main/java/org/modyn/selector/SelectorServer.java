package org.modyn.selector;

import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.SelectorConfig;
import org.modyn.common.database.Database;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DirectoryLock;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.operations.Operations;
import org.modyn.common.server.ModynServer;
import org.modyn.common.server.ServerParts;
import org.modyn.selector.database.PipelineRepository;
import org.modyn.selector.database.SeenRepository;
import org.modyn.selector.database.TriggerRepository;
import org.modyn.selector.deleted.StorageDeletedKeys;
import org.modyn.selector.loss.ModelStorageLosses;
import org.modyn.selector.pipeline.Pipelines;
import org.modyn.selector.seen.StorageBackends;
import org.modyn.selector.trainingset.TrainingSetDirectory;

/**
 * A running selector. When it is restarted with the same directories and the same database, it
 * recovers its state and resumes, even after it was killed.
 */
public final class SelectorServer extends ModynServer {
  private static final String NAME = "selector";
  private static final int DEFAULT_SUB_PARTITIONS = 16;

  private SelectorServer(ServerParts parts, GrpcServer server) {
    super(parts, server);
  }

  /**
   * Starts a selector at the address and on the directories of {@code config}.
   *
   * @throws ModynException FAILED_PRECONDITION when the port is in use or another selector uses the
   *     directories; UNAVAILABLE when PostgreSQL does not answer
   */
  public static SelectorServer start(ModynConfig config) {
    return ServerParts.assemble(NAME, config, config.selector(), parts -> assemble(config, parts));
  }

  /**
   * As {@link #start(ModynConfig)}, for a process with several servers.
   *
   * @param operations what operators see of all of them; remains open
   */
  public static SelectorServer start(ModynConfig config, Operations operations) {
    return ServerParts.assemble(
        NAME, operations, config.security(), parts -> assemble(config, parts));
  }

  private static SelectorServer assemble(ModynConfig config, ServerParts parts) {
    SelectorConfig selector = config.selector();
    parts.add(DirectoryLock.acquire(NAME, config.localStorageDirectory()));
    DurableFiles.deleteAllIncomplete(config.localStorageDirectory());
    DurableFiles.deleteAllIncomplete(config.triggerSampleDirectory());
    Database database = parts.openDatabase(config.metadataDatabase(), "selector");
    PipelineRepository repository = new PipelineRepository(database.jdbi());
    SeenRepository seen =
        new SeenRepository(
            database.longStatements(),
            config.metadataDatabase().hashPartitionModulus().orElse(DEFAULT_SUB_PARTITIONS),
            selector.insertionThreads());
    if (selector.cleanupStorageDirectoriesAfterShutdown()) {
      parts.add(() -> deleteEverything(config, repository, seen));
    }
    GrpcClient storage =
        parts.connect("storage", config.storage().target(), config.unreachableServerTimeout());
    GrpcClient modelStorage =
        parts.connect(
            "model storage", config.modelStorage().address(), config.unreachableServerTimeout());
    Pipelines pipelines =
        parts.add(
            new Pipelines(
                repository,
                new TriggerRepository(database.jdbi()),
                new TrainingSetDirectory(config.triggerSampleDirectory()),
                selector.trainingSetsKept(),
                new StorageBackends(
                    config.localStorageDirectory(), selector.localStorageMaxSamplesInFile(), seen),
                new StorageDeletedKeys(storage.channel()),
                new ModelStorageLosses(modelStorage.channel())));
    pipelines.finishDeletions();
    SelectorService service =
        new SelectorService(
            pipelines,
            selector.sampleBatchSize(),
            new SelectorMetrics(parts.operations().metrics().registry()));
    return new SelectorServer(parts, parts.listen(selector.address(), service.definition()));
  }

  private static void deleteEverything(
      ModynConfig config, PipelineRepository repository, SeenRepository seen) {
    repository.findIds().forEach(seen::dropPartition);
    repository.deleteAll();
    DurableFiles.deleteRecursively(config.triggerSampleDirectory());
    DurableFiles.deleteRecursively(config.localStorageDirectory());
  }
}
