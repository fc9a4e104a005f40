package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.database.PipelineEnd;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.database.PipelineRepository.NewPipeline;
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
   * Registers a pipeline under a new id. An id that another client has registered with another
   * server is skipped.
   */
  int register(PipelineStart start) {
    long startPosition = clients.storage().ingestPosition(start.config().data().datasetId());
    String requestId = UUID.randomUUID().toString();
    for (int attempt = 1; ; attempt++) {
      int pipelineId =
          repository.add(
              new NewPipeline(
                  start.config().pipeline().name(),
                  ConfigLoader.toJson(start.config()),
                  start.startReplayAt(),
                  start.stopReplayAt(),
                  start.maximumTriggers(),
                  startPosition,
                  selectorBatchSize(start.config().data().datasetId())));
      try {
        clients.selector().registerPipeline(pipelineId, start.config(), requestId);
        clients.modelStorage().registerPipeline(pipelineId, start.config(), requestId);
        return pipelineId;
      } catch (ModynException e) {
        repository.end(pipelineId, PipelineEnd.failed(e));
        if (e.category() != ErrorCategory.ALREADY_EXISTS || attempt == MAXIMUM_TAKEN_IDS) {
          throw e;
        }
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

  private int selectorBatchSize(String datasetId) {
    return system.storage().datasets().stream()
        .filter(dataset -> dataset.name().equals(datasetId))
        .mapToInt(DatasetConfig::selectorBatchSize)
        .findFirst()
        .orElse(DEFAULT_SELECTOR_BATCH_SIZE);
  }
}
