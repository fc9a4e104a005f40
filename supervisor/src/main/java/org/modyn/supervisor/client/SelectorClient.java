package org.modyn.supervisor.client;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.wire.EncodedMessage;
import org.modyn.proto.selector.DataInformRequest;
import org.modyn.proto.selector.DataInformResponse;
import org.modyn.proto.selector.DeleteTrainingSetsRequest;
import org.modyn.proto.selector.GetNumberOfSamplesRequest;
import org.modyn.proto.selector.GetStatusBarScaleRequest;
import org.modyn.proto.selector.JsonString;
import org.modyn.proto.selector.RegisterPipelineRequest;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.selector.TriggerResponse;
import org.modyn.proto.selector.UnregisterPipelineRequest;
import org.modyn.supervisor.data.NewSamples;

/**
 * The client of the selector. Samples are sent with their position in the pipeline, so that a
 * retried call does not add them twice.
 */
public final class SelectorClient {
  /** Limits a request to 30 MiB for any keys. */
  private static final int MAXIMUM_SAMPLES_PER_CALL = 1_000_000;

  private static final MethodDescriptor<EncodedMessage, DataInformResponse> INFORM =
      encoded(SelectorGrpc.getInformDataMethod());
  private static final MethodDescriptor<EncodedMessage, TriggerResponse> INFORM_AND_TRIGGER =
      encoded(SelectorGrpc.getInformDataAndTriggerMethod());

  private final RemoteService service;

  SelectorClient(RemoteService service) {
    this.service = service;
  }

  /**
   * Registers a pipeline, with the seed of its random choices if its file has one.
   *
   * @param requestId a unique id, with which the call can be repeated
   * @throws ModynException ALREADY_EXISTS when another request has registered the pipeline
   */
  public void registerPipeline(int pipelineId, PipelineConfig config, String requestId) {
    RegisterPipelineRequest.Builder request =
        RegisterPipelineRequest.newBuilder()
            .setPipelineId(pipelineId)
            .setSelectionStrategy(
                JsonString.newBuilder().setValue(ConfigLoader.toJson(config.selectionStrategy())))
            .setNumWorkers(config.training().dataloaderWorkers())
            .setDatasetId(config.data().datasetId())
            .setRequestId(requestId);
    config.training().seed().ifPresent(request::setSeed);
    service.call(() -> stub().registerPipeline(request.build()));
  }

  /** Deletes a pipeline with its samples and training sets, if it exists. */
  public void unregisterPipeline(int pipelineId) {
    UnregisterPipelineRequest request =
        UnregisterPipelineRequest.newBuilder().setPipelineId(pipelineId).build();
    service.call(() -> stub().unregisterPipeline(request));
  }

  /**
   * Deletes the training sets of a pipeline but those of its newest triggers.
   *
   * @param newest the number of newest triggers, at least 1
   * @return the triggers whose training sets were not deleted before
   * @throws ModynException NOT_FOUND when the selector has no such pipeline
   */
  public List<Integer> deleteTrainingSets(int pipelineId, int newest) {
    DeleteTrainingSetsRequest request =
        DeleteTrainingSetsRequest.newBuilder()
            .setPipelineId(pipelineId)
            .setKeepNewest(newest)
            .build();
    return service.call(() -> stub().deleteTrainingSets(request)).getTriggerIdsList();
  }

  /**
   * Sends samples that did not trigger.
   *
   * @param position the number of samples that the pipeline has sent before
   * @return the selector's log
   */
  public Map<String, Object> inform(int pipelineId, NewSamples samples, long position) {
    int last = lastPart(samples);
    informParts(pipelineId, samples.slice(0, last), position);
    return parseLog(
        call(
                INFORM,
                InformMessage.encode(
                    pipelineId,
                    samples.slice(last, samples.size()),
                    position + last,
                    OptionalInt.empty()))
            .getLog());
  }

  /**
   * Sends samples, the last of which triggers, and creates the trigger training set.
   *
   * @param samples may be empty
   * @param position the number of samples that the pipeline has sent before
   * @param triggers the number of triggers that the pipeline has sent before
   */
  public Trigger informAndTrigger(int pipelineId, NewSamples samples, long position, int triggers) {
    int last = lastPart(samples);
    informParts(pipelineId, samples.slice(0, last), position);
    TriggerResponse response =
        call(
            INFORM_AND_TRIGGER,
            InformMessage.encode(
                pipelineId,
                samples.slice(last, samples.size()),
                position + last,
                OptionalInt.of(triggers)));
    int triggerId = response.getTriggerId();
    GetNumberOfSamplesRequest sizeRequest =
        GetNumberOfSamplesRequest.newBuilder()
            .setPipelineId(pipelineId)
            .setTriggerId(triggerId)
            .build();
    int size = service.call(() -> stub().getNumberOfSamples(sizeRequest).getNumSamples());
    return new Trigger(triggerId, size, parseLog(response.getLog()));
  }

  /** Returns the percentage of a trigger's training set at which a progress bar is complete. */
  public int statusBarScale(int pipelineId, int triggerId) {
    GetStatusBarScaleRequest request =
        GetStatusBarScaleRequest.newBuilder()
            .setPipelineId(pipelineId)
            .setTriggerId(triggerId)
            .build();
    return service.call(() -> stub().getStatusBarScale(request).getStatusBarScale());
  }

  /** Returns the start of the samples that the last of several calls sends. */
  private static int lastPart(NewSamples samples) {
    return Math.max(0, samples.size() - 1) / MAXIMUM_SAMPLES_PER_CALL * MAXIMUM_SAMPLES_PER_CALL;
  }

  private void informParts(int pipelineId, NewSamples samples, long position) {
    for (int start = 0; start < samples.size(); start += MAXIMUM_SAMPLES_PER_CALL) {
      NewSamples part = samples.slice(start, start + MAXIMUM_SAMPLES_PER_CALL);
      call(INFORM, InformMessage.encode(pipelineId, part, position + start, OptionalInt.empty()));
    }
  }

  private <R> R call(MethodDescriptor<EncodedMessage, R> method, EncodedMessage request) {
    return service.call(
        () ->
            ClientCalls.blockingUnaryCall(service.channel(), method, CallOptions.DEFAULT, request));
  }

  private static <R> MethodDescriptor<EncodedMessage, R> encoded(
      MethodDescriptor<DataInformRequest, R> method) {
    return method.toBuilder(new EncodedMessage.Sender(), method.getResponseMarshaller()).build();
  }

  private static Map<String, Object> parseLog(JsonString log) {
    return Json.parseLog("selector", log.getValue());
  }

  private SelectorGrpc.SelectorBlockingStub stub() {
    return SelectorGrpc.newBlockingStub(service.channel());
  }

  /**
   * A trigger of the selector.
   *
   * @param size the number of samples in the trigger training set
   */
  public record Trigger(int id, int size, Map<String, Object> log) {}
}
