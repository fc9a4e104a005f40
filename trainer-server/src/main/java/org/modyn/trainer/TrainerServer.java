package org.modyn.trainer;

import java.nio.file.Path;
import java.time.Duration;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DirectoryLock;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.file.PathRoots;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.job.JobWatches;
import org.modyn.common.model.ModelCache;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.common.operations.Operations;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.server.ModynServer;
import org.modyn.common.server.ServerParts;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.tokenizer.Tokenizers;
import org.modyn.ml.userfunction.UserCode;
import org.modyn.trainer.job.TrainerMetrics;
import org.modyn.trainer.job.TrainingEnvironment;
import org.modyn.trainer.job.TrainingJobs;

/**
 * A running trainer server. It has no state that survives a restart: trainings are in memory, and
 * their weights in {@code <state directory>/trainer-server} until they are stored, as are the
 * samples that downsampling has selected until their training ends.
 */
public final class TrainerServer extends ModynServer {
  private static final String NAME = "trainer server";

  /**
   * One thread per operation: several trainings run in parallel, and small models gain nothing from
   * more.
   */
  private static final int ENGINE_THREADS = 1;

  /** The next training of a pipeline starts from its last model. */
  private static final int CACHED_MODELS = 4;

  private TrainerServer(ServerParts parts, GrpcServer server) {
    super(parts, server);
  }

  /**
   * Starts a server. It connects to the other servers when a training needs them.
   *
   * @throws ModynException FAILED_PRECONDITION when its port is in use, its directory is in use, or
   *     PyTorch's library cannot be loaded
   */
  public static TrainerServer start(ModynConfig config) {
    return ServerParts.assemble(
        NAME, config, config.trainerServer(), parts -> assemble(config, parts));
  }

  /**
   * As {@link #start(ModynConfig)}, for a process with several servers.
   *
   * @param operations what operators see of all of them; remains open
   */
  public static TrainerServer start(ModynConfig config, Operations operations) {
    return ServerParts.assemble(
        NAME, operations, config.security(), parts -> assemble(config, parts));
  }

  private static TrainerServer assemble(ModynConfig config, ServerParts parts) {
    Path directory = config.stateDirectory().resolve("trainer-server");
    parts.add(DirectoryLock.acquire(NAME, directory));
    Path weights = emptied(directory.resolve("weights"));
    Path selections = emptied(directory.resolve("selections"));
    TensorEngine engine =
        TensorEngine.load(config.stateDirectory().resolve("natives"), ENGINE_THREADS);
    Duration patience = config.unreachableServerTimeout();
    GrpcClient selector = parts.connect("selector", config.selector().address(), patience);
    GrpcClient storage = parts.connect("storage", config.storage().target(), patience);
    GrpcClient modelStorage =
        parts.connect("model storage", config.modelStorage().address(), patience);
    ModelStorageClient models = new ModelStorageClient(modelStorage.channel());
    PathRoots files = config.trainerFileRoots();
    TrainingEnvironment environment =
        new TrainingEnvironment(
            engine,
            UserCode.configured(config, files),
            Tokenizers.in(config.stateDirectory().resolve("tokenizers"), files),
            selector.channel(),
            new SampleClient(storage.channel()),
            models,
            new ModelCache(models, directory.resolve("cache"), CACHED_MODELS),
            weights,
            selections,
            config.checkpointRoots(),
            files,
            new TrainerMetrics(parts.operations().metrics().registry()));
    TrainingJobs jobs =
        parts.add(
            new TrainingJobs(
                environment,
                config.trainerServer().trainingsPerDevice(),
                parts.operations().traces().tracer()));
    JobWatches watches = new JobWatches(NAME);
    jobs.addListener(watches::jobsChanged);
    TrainerService service = new TrainerService(jobs, watches);
    GrpcServer server = parts.listen(config.trainerServer().address(), service.bindService());
    parts.add(watches);
    return new TrainerServer(parts, server);
  }

  private static Path emptied(Path directory) {
    DurableFiles.deleteRecursively(directory);
    DurableFiles.createDirectories(directory);
    return directory;
  }
}
