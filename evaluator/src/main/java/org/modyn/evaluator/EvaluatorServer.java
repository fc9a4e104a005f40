package org.modyn.evaluator;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DirectoryLock;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.common.sample.SampleClient;
import org.modyn.evaluator.job.EvaluationEnvironment;
import org.modyn.evaluator.job.EvaluationJobs;
import org.modyn.ml.model.Models;
import org.modyn.ml.tensor.TensorEngine;

/**
 * A running evaluator. It keeps nothing over its end: evaluations live in memory, and the weights
 * that they need in {@code <state directory>/evaluator}.
 */
public final class EvaluatorServer implements AutoCloseable {
  private static final String NAME = "evaluator";

  /** One thread an operation: several evaluations run beside each other. */
  private static final int ENGINE_THREADS = 1;

  private final GrpcServer server;
  private final Deque<Runnable> closers;

  private EvaluatorServer(GrpcServer server, Deque<Runnable> closers) {
    this.server = server;
    this.closers = closers;
  }

  /**
   * Starts a server; it connects to the others when an evaluation needs them.
   *
   * @throws ModynException FAILED_PRECONDITION when its port is taken, its directory is in use, or
   *     PyTorch's library cannot be loaded
   */
  public static EvaluatorServer start(ModynConfig config) {
    Deque<Runnable> closers = new ArrayDeque<>();
    try {
      Path directory = config.stateDirectory().resolve("evaluator");
      DirectoryLock lock = DirectoryLock.acquire(NAME, directory);
      closers.push(lock::close);
      Path weights = directory.resolve("weights");
      DurableFiles.deleteRecursively(weights);
      DurableFiles.createDirectories(weights);
      TensorEngine engine =
          TensorEngine.load(config.stateDirectory().resolve("natives"), ENGINE_THREADS);
      GrpcClient storage = connect("storage", config.storage().address(), closers);
      GrpcClient modelStorage = connect("model storage", config.modelStorage().address(), closers);
      Models models = Models.builtin();
      EvaluationJobs jobs =
          new EvaluationJobs(
              new EvaluationEnvironment(
                  engine,
                  models,
                  storage.channel(),
                  new SampleClient(storage.channel()),
                  new ModelStorageClient(modelStorage.channel()),
                  weights),
              Runtime.getRuntime().availableProcessors());
      closers.push(jobs::close);
      GrpcServer server =
          GrpcServer.start(
              NAME,
              config.evaluator().address(),
              List.of(new EvaluatorService(jobs, models, storage.channel()).bindService()));
      closers.push(server::close);
      return new EvaluatorServer(server, closers);
    } catch (RuntimeException e) {
      closeAll(closers);
      throw e;
    }
  }

  private static GrpcClient connect(String name, ServiceAddress address, Deque<Runnable> closers) {
    GrpcClient client = GrpcClient.connect(name, address);
    closers.push(client::close);
    return client;
  }

  /** Where it listens, with the real port. */
  public ServiceAddress address() {
    return server.address();
  }

  /** Blocks until the server is closed. */
  public void awaitTermination() throws InterruptedException {
    server.awaitTermination();
  }

  /** Stops all evaluations. */
  @Override
  public synchronized void close() {
    closeAll(closers);
  }

  private static void closeAll(Deque<Runnable> closers) {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
