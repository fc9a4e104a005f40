package org.modyn.selector;

import static java.util.Objects.requireNonNull;

import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.downsampling.DownsamplingSpecification;
import org.modyn.common.error.ModynException;
import org.modyn.common.grpc.Streams;
import org.modyn.common.grpc.UnsentMemory;
import org.modyn.common.trainingset.PartitionId;
import org.modyn.common.trainingset.TrainingSetReader;
import org.modyn.common.wire.EncodedMessage;
import org.modyn.proto.selector.AvailableLabelsResponse;
import org.modyn.proto.selector.DataInformResponse;
import org.modyn.proto.selector.DeleteTrainingSetsRequest;
import org.modyn.proto.selector.DeleteTrainingSetsResponse;
import org.modyn.proto.selector.GetAvailableLabelsRequest;
import org.modyn.proto.selector.GetNumberOfPartitionsRequest;
import org.modyn.proto.selector.GetNumberOfSamplesRequest;
import org.modyn.proto.selector.GetSamplesRequest;
import org.modyn.proto.selector.GetSelectionStrategyRequest;
import org.modyn.proto.selector.GetStatusBarScaleRequest;
import org.modyn.proto.selector.GetTrainingSetsRequest;
import org.modyn.proto.selector.JsonString;
import org.modyn.proto.selector.NumberOfPartitionsResponse;
import org.modyn.proto.selector.NumberOfSamplesResponse;
import org.modyn.proto.selector.RegisterPipelineRequest;
import org.modyn.proto.selector.RegisterPipelineResponse;
import org.modyn.proto.selector.SeedSelectorRequest;
import org.modyn.proto.selector.SeedSelectorResponse;
import org.modyn.proto.selector.SelectionStrategyResponse;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.selector.StatusBarScaleResponse;
import org.modyn.proto.selector.TrainingSetsResponse;
import org.modyn.proto.selector.TriggerResponse;
import org.modyn.proto.selector.UnregisterPipelineRequest;
import org.modyn.proto.selector.UnregisterPipelineResponse;
import org.modyn.proto.selector.UsesWeightsRequest;
import org.modyn.proto.selector.UsesWeightsResponse;
import org.modyn.selector.database.TriggerRow;
import org.modyn.selector.pipeline.Pipeline;
import org.modyn.selector.pipeline.Pipelines;
import org.modyn.selector.pipeline.Registration;
import org.modyn.selector.pipeline.TriggerResult;
import org.modyn.selector.wire.InformRequest;
import org.modyn.selector.wire.ReceivedMessage;
import org.modyn.selector.wire.SamplesEncoder;
import org.modyn.selector.wire.SelectorMethods;

/** The selector's gRPC service: translates requests to calls of {@link Pipelines}. */
final class SelectorService extends SelectorGrpc.SelectorImplBase {
  /** The scale of progress bars when a training uses its whole training set. */
  private static final int PERCENT = 100;

  private final Pipelines pipelines;
  private final int sampleBatchSize;
  private final SelectorMetrics metrics;
  private final UnsentMemory unsent = new UnsentMemory();

  /**
   * @param sampleBatchSize the maximum number of keys in one message of a stream
   */
  SelectorService(Pipelines pipelines, int sampleBatchSize, SelectorMetrics metrics) {
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
    this.sampleBatchSize = sampleBatchSize;
    this.metrics = requireNonNull(metrics, "metrics is null");
  }

  @Override
  public void registerPipeline(
      RegisterPipelineRequest request, StreamObserver<RegisterPipelineResponse> observer) {
    Registration registration =
        Registration.parse(request.getSelectionStrategy().getValue(), request.getNumWorkers());
    OptionalInt seed = request.hasSeed() ? OptionalInt.of(request.getSeed()) : OptionalInt.empty();
    pipelines.register(
        request.getPipelineId(),
        registration,
        request.getDatasetId(),
        seed,
        request.getRequestId());
    Streams.send(observer, RegisterPipelineResponse.getDefaultInstance());
  }

  @Override
  public void unregisterPipeline(
      UnregisterPipelineRequest request, StreamObserver<UnregisterPipelineResponse> observer) {
    pipelines.unregister(request.getPipelineId());
    Streams.send(observer, UnregisterPipelineResponse.getDefaultInstance());
  }

  @Override
  public void deleteTrainingSets(
      DeleteTrainingSetsRequest request, StreamObserver<DeleteTrainingSetsResponse> observer) {
    List<Integer> deleted =
        pipelines.deleteTrainingSets(request.getPipelineId(), request.getKeepNewest());
    Streams.send(
        observer, DeleteTrainingSetsResponse.newBuilder().addAllTriggerIds(deleted).build());
  }

  @Override
  public void getTrainingSets(
      GetTrainingSetsRequest request, StreamObserver<TrainingSetsResponse> observer) {
    Streams.sendAll(observer, new TrainingSetList(pipelines, request.getPipelineId()));
  }

  /**
   * Returns the complete service. Binding this object directly would bypass the array codecs of the
   * methods whose messages carry keys.
   */
  ServerServiceDefinition definition() {
    return SelectorMethods.replace(
        bindService(), this::inform, this::informAndTrigger, this::sendSamples);
  }

  private void inform(ReceivedMessage message, StreamObserver<DataInformResponse> observer) {
    Object log;
    try (message) {
      InformRequest request = InformRequest.decode(message);
      Pipeline pipeline = pipelines.get(request.pipelineId());
      metrics.received(request.samples().size());
      log = pipeline.inform(request.samples(), request.position());
    }
    Streams.send(observer, DataInformResponse.newBuilder().setLog(json(log)).build());
  }

  private void informAndTrigger(ReceivedMessage message, StreamObserver<TriggerResponse> observer) {
    TriggerResult result;
    try (message) {
      InformRequest request = InformRequest.decode(message);
      Pipeline pipeline = pipelines.get(request.pipelineId());
      if (request.position().isPresent() != request.triggerId().isPresent()) {
        throw ModynException.invalidArgument(
            "position and trigger_id: set both or neither in inform_data_and_trigger");
      }
      metrics.received(request.samples().size());
      result =
          pipeline.informAndTrigger(request.samples(), request.position(), request.triggerId());
    }
    metrics.triggered(result.samples());
    Streams.send(
        observer,
        TriggerResponse.newBuilder()
            .setTriggerId(result.triggerId())
            .setLog(JsonString.newBuilder().setValue(result.log()))
            .build());
  }

  private void sendSamples(GetSamplesRequest request, StreamObserver<EncodedMessage> observer) {
    PartitionId partition =
        new PartitionId(
            request.getPipelineId(),
            request.getTriggerId(),
            request.getHoldout(),
            request.getPartitionId());
    UnsentMemory.Share memory = unsent.begin();
    SamplesEncoder samples;
    try {
      TrainingSetReader share = pipelines.openShare(partition, request.getWorkerId());
      samples = new SamplesEncoder(share, sampleBatchSize, memory);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
    ((ServerCallStreamObserver<EncodedMessage>) observer).setOnReadyThreshold(memory.bytes());
    Streams.sendAll(observer, samples);
  }

  @Override
  public void getNumberOfSamples(
      GetNumberOfSamplesRequest request, StreamObserver<NumberOfSamplesResponse> observer) {
    TriggerRow trigger = pipelines.trigger(request.getPipelineId(), request.getTriggerId());
    long keys =
        request.getHoldout() == 0
            ? trigger.keys()
            : pipelines
                .holdoutSet(request.getPipelineId(), request.getTriggerId(), request.getHoldout())
                .keys();
    if (keys > Integer.MAX_VALUE) {
      throw ModynException.failedPrecondition(
          "trigger %s of pipeline %s has %s samples, which exceeds the range of num_samples",
          request.getTriggerId(), request.getPipelineId(), keys);
    }
    Streams.send(
        observer,
        NumberOfSamplesResponse.newBuilder()
            .setNumSamples((int) keys)
            .setCreatedAt(ChronoUnit.MICROS.between(Instant.EPOCH, trigger.createdAt()))
            .build());
  }

  @Override
  public void getNumberOfPartitions(
      GetNumberOfPartitionsRequest request, StreamObserver<NumberOfPartitionsResponse> observer) {
    int partitions =
        request.getHoldout() == 0
            ? pipelines.trigger(request.getPipelineId(), request.getTriggerId()).partitions()
            : pipelines
                .holdoutSet(request.getPipelineId(), request.getTriggerId(), request.getHoldout())
                .partitions();
    Streams.send(
        observer, NumberOfPartitionsResponse.newBuilder().setNumPartitions(partitions).build());
  }

  @Override
  public void getStatusBarScale(
      GetStatusBarScaleRequest request, StreamObserver<StatusBarScaleResponse> observer) {
    OptionalInt trigger =
        request.hasTriggerId() ? OptionalInt.of(request.getTriggerId()) : OptionalInt.empty();
    int scale =
        pipelines
            .get(request.getPipelineId())
            .downsampling(trigger)
            .map(DownsamplingSpecification::statusBarScale)
            .orElse(PERCENT);
    Streams.send(observer, StatusBarScaleResponse.newBuilder().setStatusBarScale(scale).build());
  }

  @Override
  public void getSelectionStrategy(
      GetSelectionStrategyRequest request, StreamObserver<SelectionStrategyResponse> observer) {
    OptionalInt trigger =
        request.hasTriggerId() ? OptionalInt.of(request.getTriggerId()) : OptionalInt.empty();
    Optional<DownsamplingSpecification> downsampling =
        pipelines.get(request.getPipelineId()).downsampling(trigger);
    String configuration = downsampling.map(DownsamplingSpecification::toJson).orElse("{}");
    Streams.send(
        observer,
        SelectionStrategyResponse.newBuilder()
            .setDownsamplingEnabled(downsampling.isPresent())
            .setStrategyName(downsampling.map(DownsamplingSpecification::strategyName).orElse(""))
            .setDownsamplerConfig(JsonString.newBuilder().setValue(configuration))
            .build());
  }

  @Override
  public void getAvailableLabels(
      GetAvailableLabelsRequest request, StreamObserver<AvailableLabelsResponse> observer) {
    AvailableLabelsResponse.Builder response = AvailableLabelsResponse.newBuilder();
    for (long label : pipelines.get(request.getPipelineId()).availableLabels()) {
      response.addAvailableLabels(label);
    }
    Streams.send(observer, response.build());
  }

  @Override
  public void usesWeights(
      UsesWeightsRequest request, StreamObserver<UsesWeightsResponse> observer) {
    boolean usesWeights = pipelines.get(request.getPipelineId()).usesWeights();
    Streams.send(observer, UsesWeightsResponse.newBuilder().setUsesWeights(usesWeights).build());
  }

  @Override
  public void seedSelector(
      SeedSelectorRequest request, StreamObserver<SeedSelectorResponse> observer) {
    pipelines.setDefaultSeed(request.getSeed());
    Streams.send(observer, SeedSelectorResponse.newBuilder().setSuccess(true).build());
  }

  private static JsonString json(Object log) {
    return JsonString.newBuilder().setValue(ConfigLoader.toJson(log)).build();
  }
}
