package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.database.PipelineEnd;
import org.modyn.supervisor.database.PipelineRepository;
import org.modyn.supervisor.log.PipelineLog;

/**
 * Starts pipelines: registers each with the other servers, creates its log and enqueues it. A
 * request that was repeated starts one pipeline, also when the supervisor dies between two calls.
 * Thread safe.
 */
final class PipelineStarter {
  private final ServiceAddress trainerServer;
  private final ServiceClients clients;
  private final PipelineRepository repository;
  private final PipelineRegistration registration;
  private final PipelineLogs logs;
  private final Runnable requireRoom;
  private final IntConsumer enqueue;

  /** The ids of the requests that are being processed. */
  private final Set<String> starting = ConcurrentHashMap.newKeySet();

  /**
   * @param trainerServer its address, for messages
   * @param requireRoom fails when no further pipeline may be queued
   * @param enqueue receives the id of a pipeline that is ready to run
   */
  PipelineStarter(
      ServiceAddress trainerServer,
      ServiceClients clients,
      PipelineRepository repository,
      PipelineRegistration registration,
      PipelineLogs logs,
      Runnable requireRoom,
      IntConsumer enqueue) {
    this.trainerServer = requireNonNull(trainerServer, "trainerServer is null");
    this.clients = requireNonNull(clients, "clients is null");
    this.repository = requireNonNull(repository, "repository is null");
    this.registration = requireNonNull(registration, "registration is null");
    this.logs = requireNonNull(logs, "logs is null");
    this.requireRoom = requireNonNull(requireRoom, "requireRoom is null");
    this.enqueue = requireNonNull(enqueue, "enqueue is null");
  }

  /**
   * Starts or queues a pipeline.
   *
   * @return the pipeline's id
   * @throws ModynException when the pipeline cannot be started; nothing is running then
   */
  int start(PipelineStart start) {
    start.requestId().ifPresent(this::begin);
    try {
      Optional<Integer> started = registration.started(start);
      return started.isPresent() ? started.get() : registerAndEnqueue(start);
    } finally {
      start.requestId().ifPresent(starting::remove);
    }
  }

  private void begin(String requestId) {
    if (!starting.add(requestId)) {
      throw ModynException.unavailable("an earlier call is still starting the pipeline");
    }
  }

  private int registerAndEnqueue(PipelineStart start) {
    requireRoom.run();
    logs.requireWritable();
    if (!clients.trainer().isAvailable()) {
      throw ModynException.unavailable(
          "the trainer server at %s does not accept trainings at the moment", trainerServer);
    }
    int pipelineId = registration.register(start);
    try {
      PipelineLog pipelineLog = logs.of(repository.parameters(pipelineId));
      pipelineLog.create();
      repository.setLogPath(pipelineId, pipelineLog.file().toString());
      enqueue.accept(pipelineId);
    } catch (RuntimeException | Error e) {
      repository.end(pipelineId, PipelineEnd.failed(e));
      throw e;
    }
    return pipelineId;
  }
}
