package org.modyn.supervisor.client;

import java.time.Duration;
import java.util.List;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;

/** The clients of all servers that pipelines use. Shared by all pipelines; thread safe. */
public final class ServiceClients implements AutoCloseable {
  private final RemoteService storageService;
  private final RemoteService selectorService;
  private final RemoteService trainerService;
  private final RemoteService modelStorageService;
  private final RemoteService evaluatorService;

  private ServiceClients(ModynConfig config) {
    Duration patience = config.unreachableServerTimeout();
    this.storageService = new RemoteService("storage", config.storage().target(), patience);
    this.selectorService = new RemoteService("selector", config.selector().address(), patience);
    this.trainerService =
        new RemoteService("trainer server", config.trainerServer().address(), patience);
    this.modelStorageService =
        new RemoteService("model storage", config.modelStorage().address(), patience);
    this.evaluatorService = new RemoteService("evaluator", config.evaluator().address(), patience);
  }

  /** Connects lazily: the servers need not be running yet. */
  public static ServiceClients connect(ModynConfig config) {
    return new ServiceClients(config);
  }

  public StorageClient storage() {
    return new StorageClient(storageService);
  }

  public SelectorClient selector() {
    return new SelectorClient(selectorService);
  }

  public TrainerClient trainer() {
    return new TrainerClient(trainerService);
  }

  public ModelStorageClient modelStorage() {
    return new ModelStorageClient(modelStorageService);
  }

  public EvaluatorClient evaluator() {
    return new EvaluatorClient(evaluatorService);
  }

  /**
   * Waits until the servers that a pipeline needs answer.
   *
   * @param withEvaluator whether the pipeline has evaluations, or a trigger that asks the evaluator
   * @throws ModynException UNAVAILABLE naming the server that does not answer within 10 seconds
   */
  public void awaitReady(boolean withEvaluator) {
    storageService.awaitReady();
    selectorService.awaitReady();
    trainerService.awaitReady();
    modelStorageService.awaitReady();
    if (withEvaluator) {
      evaluatorService.awaitReady();
    }
  }

  @Override
  public void close() {
    List.of(storageService, selectorService, trainerService, modelStorageService, evaluatorService)
        .forEach(RemoteService::close);
  }
}
