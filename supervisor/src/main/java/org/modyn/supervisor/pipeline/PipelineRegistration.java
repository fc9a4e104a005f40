package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.database.PipelineEnd;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineRepository.NewPipeline;
import org.modyn.supervisor.database.PipelineRepository.RegisteringPipeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers new pipelines with the database and with the other servers. Thread safe. */
final class PipelineRegistration {
  private static final int MAXIMUM_TAKEN_IDS = 20;
  private static final int DEFAULT_SELECTOR_BATCH_SIZE = 128;
  private static final Logger log = LoggerFactory.getLogger(PipelineRegistration.class);

  private final ModynConfig system;
  private final ServiceClients clients;
  private final PipelineRepository repository;

  PipelineRegistration(ModynConfig system, ServiceClients clients, PipelineRepository repository) {
    this.system = requireNonNull(system, "system is null");
    this.clients = requireNonNull(clients, "clients is null");
    this.repository = requireNonNull(repository, "repository is null");
  }

  /**
   * Registers a pipeline under a new id, or under the one that an earlier call with the same
   * request has registered in part. An id that another client has registered with another server is
   * skipped.
   */
  int register(PipelineStart start) {
    Optional<RegisteringPipeline> earlier = start.requestId().flatMap(repository::findByRequest);
    for (int attempt = 1; ; attempt++) {
      RegisteringPipeline pipeline =
          attempt == 1 && earlier.isPresent() ? earlier.get() : add(start);
      int pipelineId = pipeline.id();
      try {
        clients.selector().registerPipeline(pipelineId, start.config(), pipeline.runId());
        clients.modelStorage().registerPipeline(pipelineId, start.config(), pipeline.runId());
        return pipelineId;
      } catch (ModynException e) {
        if (e.category() != ErrorCategory.ALREADY_EXISTS || attempt == MAXIMUM_TAKEN_IDS) {
          repository.end(pipelineId, PipelineEnd.failed(e));
          throw e;
        }
        repository.abandon(pipelineId, PipelineEnd.failed(e));
        log.warn(
            "The pipeline id {} is in use by another client, trying the next one: {}",
            pipelineId,
            e.getMessage());
      } catch (RuntimeException | Error e) {
        repository.end(pipelineId, PipelineEnd.failed(e));
        throw e;
      }
    }
  }

  /** Returns the pipeline that an earlier call with the same request has started. */
  Optional<Integer> started(PipelineStart start) {
    return start
        .requestId()
        .flatMap(repository::findByRequest)
        .filter(RegisteringPipeline::isRegistered)
        .map(RegisteringPipeline::id);
  }

  private RegisteringPipeline add(PipelineStart start) {
    String datasetId = start.config().data().datasetId();
    return repository.add(
        new NewPipeline(
            start.config().pipeline().name(),
            ConfigLoader.toJson(start.config()),
            start.startReplayAt(),
            start.stopReplayAt(),
            start.maximumTriggers(),
            clients.storage().ingestPosition(datasetId),
            selectorBatchSize(datasetId),
            start.requestId()));
  }

  private int selectorBatchSize(String datasetId) {
    return system.storage().datasets().stream()
        .filter(dataset -> dataset.name().equals(datasetId))
        .mapToInt(DatasetConfig::selectorBatchSize)
        .findFirst()
        .orElse(DEFAULT_SELECTOR_BATCH_SIZE);
  }
}
