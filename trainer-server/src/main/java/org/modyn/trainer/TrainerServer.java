package org.modyn.trainer;

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
import org.modyn.ml.model.Models;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.trainer.job.TrainingEnvironment;
import org.modyn.trainer.job.TrainingJobs;

/**
 * A running trainer server. It keeps nothing over its end: trainings live in memory, and their
 * weights in {@code <state directory>/trainer-server} until they are stored.
 */
public final class TrainerServer implements AutoCloseable {
  private static final String NAME = "trainer server";

  /**
   * One thread an operation: several trainings run beside each other, and small models gain none.
   */
  private static final int ENGINE_THREADS = 1;

  private final GrpcServer server;
  private final Deque<Runnable> closers;

  private TrainerServer(GrpcServer server, Deque<Runnable> closers) {
    this.server = server;
    this.closers = closers;
  }

  /**
   * Starts a server; it connects to the others when a training needs them.
   *
   * @throws ModynException FAILED_PRECONDITION when its port is taken, its directory is in use, or
   *     PyTorch's library cannot be loaded
   */
  public static TrainerServer start(ModynConfig config) {
    Deque<Runnable> closers = new ArrayDeque<>();
    try {
      Path directory = config.stateDirectory().resolve("trainer-server");
      DirectoryLock lock = DirectoryLock.acquire(NAME, directory);
      closers.push(lock::close);
      Path weights = directory.resolve("weights");
      DurableFiles.deleteRecursively(weights);
      DurableFiles.createDirectories(weights);
      TensorEngine engine =
          TensorEngine.load(config.stateDirectory().resolve("natives"), ENGINE_THREADS);
      GrpcClient selector = connect("selector", config.selector().address(), closers);
      GrpcClient storage = connect("storage", config.storage().address(), closers);
      GrpcClient modelStorage = connect("model storage", config.modelStorage().address(), closers);
      TrainingJobs jobs =
          new TrainingJobs(
              new TrainingEnvironment(
                  engine,
                  Models.builtin(),
                  selector.channel(),
                  new SampleClient(storage.channel()),
                  new ModelStorageClient(modelStorage.channel()),
                  weights));
      GrpcServer server =
          GrpcServer.start(
              NAME,
              config.trainerServer().address(),
              List.of(new TrainerService(jobs).bindService()));
      closers.push(server::close);
      // before the server, which would wait for calls that wait for a training to begin
      closers.push(jobs::close);
      return new TrainerServer(server, closers);
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

  /** Stops all trainings. */
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
