package org.modyn.supervisor.client;

import java.time.Duration;
import java.util.List;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.ServerConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.CallObserver;
import org.modyn.common.grpc.ClientProtection;
import org.modyn.common.grpc.ServiceTarget;

/** The clients of all servers that pipelines use. Shared by all pipelines; thread safe. */
public final class ServiceClients implements AutoCloseable {
  private final RemoteService storageService;
  private final RemoteService selectorService;
  private final RemoteService trainerService;
  private final RemoteService modelStorageService;
  private final RemoteService evaluatorService;

  private ServiceClients(ModynConfig config, CallObserver observer, ClientProtection protection) {
    Duration patience = config.unreachableServerTimeout();
    this.storageService =
        new RemoteService("storage", config.storage().target(), patience, observer, protection);
    this.selectorService = service("selector", config.selector(), patience, observer, protection);
    this.trainerService =
        service("trainer server", config.trainerServer(), patience, observer, protection);
    this.modelStorageService =
        service("model storage", config.modelStorage(), patience, observer, protection);
    this.evaluatorService =
        service("evaluator", config.evaluator(), patience, observer, protection);
  }

  private static RemoteService service(
      String name,
      ServerConfig section,
      Duration patience,
      CallObserver observer,
      ClientProtection protection) {
    return new RemoteService(
        name, ServiceTarget.of(section.address()), patience, observer, protection);
  }

  /** Connects lazily: the servers need not be running yet. */
  public static ServiceClients connect(ModynConfig config) {
    return connect(config, CallObserver.NONE, ClientProtection.NONE);
  }

  /**
   * As {@link #connect(ModynConfig)}.
   *
   * @param observer observes all calls
   * @param protection of all calls
   */
  public static ServiceClients connect(
      ModynConfig config, CallObserver observer, ClientProtection protection) {
    return new ServiceClients(config, observer, protection);
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
