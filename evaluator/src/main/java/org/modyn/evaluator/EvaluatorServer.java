package org.modyn.evaluator;

import java.nio.file.Path;
import java.time.Duration;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DirectoryLock;
import org.modyn.common.file.PathRoots;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.job.Job;
import org.modyn.common.job.JobMemory;
import org.modyn.common.job.JobQueue;
import org.modyn.common.job.JobWatches;
import org.modyn.common.model.ModelCache;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.common.operations.Operations;
import org.modyn.common.sample.SampleClient;
import org.modyn.common.server.ModynServer;
import org.modyn.common.server.ServerParts;
import org.modyn.evaluator.job.EvaluationEnvironment;
import org.modyn.evaluator.job.EvaluationJobs;
import org.modyn.evaluator.job.EvaluationRequests;
import org.modyn.evaluator.job.EvaluationValidator;
import org.modyn.evaluator.job.EvaluatorMetrics;
import org.modyn.evaluator.job.FeatureJobs;
import org.modyn.evaluator.job.FeatureRequests;
import org.modyn.evaluator.job.ModelFiles;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.tokenizer.Tokenizers;
import org.modyn.ml.userfunction.UserCode;

/**
 * A running evaluator. It keeps nothing over its end: evaluations live in memory, and the weights
 * that they need in {@code <state directory>/evaluator}.
 */
public final class EvaluatorServer extends ModynServer {
  private static final String NAME = "evaluator";

  /** One thread per operation, because several jobs run concurrently. */
  private static final int ENGINE_THREADS = 1;

  /** The evaluations to keep; clients delete theirs when they have the results. */
  private static final int MAXIMUM_ENDED_JOBS = 1_000;

  /** A triggering policy asks the newest model at each interval. */
  private static final int CACHED_MODELS = 1;

  private EvaluatorServer(ServerParts parts, GrpcServer server) {
    super(parts, server);
  }

  /**
   * Starts a server; it connects to the others when an evaluation needs them.
   *
   * @throws ModynException FAILED_PRECONDITION when its port is in use, its directory is in use, or
   *     PyTorch's library cannot be loaded
   */
  public static EvaluatorServer start(ModynConfig config) {
    return ServerParts.assemble(NAME, config, config.evaluator(), parts -> assemble(config, parts));
  }

  /**
   * As {@link #start(ModynConfig)}, for a process with several servers.
   *
   * @param operations what operators see of all of them; remains open
   */
  public static EvaluatorServer start(ModynConfig config, Operations operations) {
    return ServerParts.assemble(
        NAME, operations, config.security(), parts -> assemble(config, parts));
  }

  private static EvaluatorServer assemble(ModynConfig config, ServerParts parts) {
    Path directory = config.stateDirectory().resolve("evaluator");
    parts.add(DirectoryLock.acquire(NAME, directory));
    TensorEngine engine =
        TensorEngine.load(config.stateDirectory().resolve("natives"), ENGINE_THREADS);
    Duration patience = config.unreachableServerTimeout();
    GrpcClient storage = parts.connect("storage", config.storage().target(), patience);
    GrpcClient modelStorage =
        parts.connect("model storage", config.modelStorage().address(), patience);
    PathRoots files = config.evaluatorFileRoots();
    UserCode userCode = UserCode.configured(config, files);
    EvaluatorMetrics metrics = new EvaluatorMetrics(parts.operations().metrics().registry());
    EvaluationEnvironment environment =
        new EvaluationEnvironment(
            engine,
            userCode,
            storage.channel(),
            new SampleClient(storage.channel()),
            new ModelFiles(
                new ModelCache(
                    new ModelStorageClient(modelStorage.channel()),
                    directory.resolve("cache"),
                    CACHED_MODELS),
                directory.resolve("weights")),
            metrics);
    int jobsPerDevice = Runtime.getRuntime().availableProcessors();
    JobQueue<Job<?>> queue =
        parts.add(
            new JobQueue<>(
                _ -> jobsPerDevice,
                JobMemory.limit(),
                MAXIMUM_ENDED_JOBS,
                parts.operations().traces().tracer()));
    metrics.observe(queue);
    Tokenizers tokenizers = Tokenizers.in(config.stateDirectory().resolve("tokenizers"), files);
    EvaluationRequests requests = new EvaluationRequests(userCode, tokenizers);
    FeatureRequests featureRequests = new FeatureRequests(userCode, tokenizers);
    JobWatches watches = new JobWatches(NAME);
    queue.addListener(watches::jobsChanged);
    EvaluatorService service =
        new EvaluatorService(
            new EvaluationJobs(environment, queue),
            watches,
            new FeatureJobs(environment, queue),
            new EvaluationValidator(engine, userCode, requests, featureRequests),
            requests,
            featureRequests,
            storage.channel());
    GrpcServer server = parts.listen(config.evaluator().address(), service.bindService());
    parts.add(watches);
    return new EvaluatorServer(parts, server);
  }
}
