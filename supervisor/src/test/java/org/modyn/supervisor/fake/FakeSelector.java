package org.modyn.supervisor.fake;

import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.modyn.common.error.ModynException;
import org.modyn.proto.selector.DataInformRequest;
import org.modyn.proto.selector.DataInformResponse;
import org.modyn.proto.selector.DeleteTrainingSetsRequest;
import org.modyn.proto.selector.DeleteTrainingSetsResponse;
import org.modyn.proto.selector.GetNumberOfSamplesRequest;
import org.modyn.proto.selector.GetStatusBarScaleRequest;
import org.modyn.proto.selector.JsonString;
import org.modyn.proto.selector.NumberOfSamplesResponse;
import org.modyn.proto.selector.RegisterPipelineRequest;
import org.modyn.proto.selector.RegisterPipelineResponse;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.selector.StatusBarScaleResponse;
import org.modyn.proto.selector.TriggerResponse;
import org.modyn.proto.selector.UnregisterPipelineRequest;
import org.modyn.proto.selector.UnregisterPipelineResponse;

/** Selects what came since the last trigger. Serves one pipeline. */
public final class FakeSelector extends SelectorGrpc.SelectorImplBase {
  private final List<String> calls = new ArrayList<>();
  private final List<RegisterPipelineRequest> registrations = new ArrayList<>();
  private final TreeMap<Integer, Samples> pipelines = new TreeMap<>();
  private final Set<Integer> registeredByOthers = new HashSet<>();
  private final List<Integer> unregistered = new ArrayList<>();
  private final Map<Integer, Integer> keptTrainingSets = new HashMap<>();
  private boolean refusesRegistrations;

  /** Another client has registered a pipeline with this id. */
  public synchronized void registerByOthers(int pipelineId) {
    registeredByOthers.add(pipelineId);
  }

  public synchronized void refuseRegistrations() {
    refusesRegistrations = true;
  }

  /** Returns the calls, as "inform keys @position" and "trigger keys @position #id". */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  public synchronized List<RegisterPipelineRequest> registrations() {
    return List.copyOf(registrations);
  }

  @Override
  public synchronized void registerPipeline(
      RegisterPipelineRequest request, StreamObserver<RegisterPipelineResponse> observer) {
    if (refusesRegistrations || registeredByOthers.contains(request.getPipelineId())) {
      throw ModynException.alreadyExists("pipeline %s is registered", request.getPipelineId());
    }
    boolean byAnotherRequest =
        registrations.stream()
            .anyMatch(
                other ->
                    other.getPipelineId() == request.getPipelineId()
                        && !other.getRequestId().equals(request.getRequestId()));
    if (byAnotherRequest) {
      throw ModynException.alreadyExists(
          "pipeline %s was registered by another request", request.getPipelineId());
    }
    registrations.add(request);
    observer.onNext(RegisterPipelineResponse.getDefaultInstance());
    observer.onCompleted();
  }

  @Override
  public synchronized void informData(
      DataInformRequest request, StreamObserver<DataInformResponse> observer) {
    calls.add("inform " + describe(request));
    of(request.getPipelineId()).see(request);
    observer.onNext(
        DataInformResponse.newBuilder()
            .setLog(JsonString.newBuilder().setValue("{\"took\": 1}"))
            .build());
    observer.onCompleted();
  }

  @Override
  public synchronized void informDataAndTrigger(
      DataInformRequest request, StreamObserver<TriggerResponse> observer) {
    Samples samples = of(request.getPipelineId());
    int triggerId = request.hasTriggerId() ? request.getTriggerId() : samples.trainingSets.size();
    calls.add("trigger " + describe(request) + " #" + request.getTriggerId());
    samples.trigger(triggerId, request);
    observer.onNext(TriggerResponse.newBuilder().setTriggerId(triggerId).build());
    observer.onCompleted();
  }

  @Override
  public synchronized void getNumberOfSamples(
      GetNumberOfSamplesRequest request, StreamObserver<NumberOfSamplesResponse> observer) {
    observer.onNext(
        NumberOfSamplesResponse.newBuilder()
            .setNumSamples(
                of(request.getPipelineId()).trainingSets.get(request.getTriggerId()).size())
            .build());
    observer.onCompleted();
  }

  @Override
  public void getStatusBarScale(
      GetStatusBarScaleRequest request, StreamObserver<StatusBarScaleResponse> observer) {
    observer.onNext(StatusBarScaleResponse.newBuilder().setStatusBarScale(100).build());
    observer.onCompleted();
  }

  private Samples of(int pipelineId) {
    return pipelines.computeIfAbsent(pipelineId, id -> new Samples());
  }

  /** The samples and training sets of one pipeline. */
  private static final class Samples {
    private final Map<Integer, List<Long>> trainingSets = new TreeMap<>();
    private final List<Long> seen = new ArrayList<>();

    /** As the real server, ignores samples that it has seen at the same positions. */
    private void see(DataInformRequest request) {
      long position = request.hasPosition() ? request.getPosition() : seen.size();
      if (position > seen.size()) {
        throw new IllegalArgumentException("samples are missing before " + request);
      }
      int known = (int) (seen.size() - position);
      for (int index = 0; index < request.getKeysCount(); index++) {
        if (index >= known) {
          seen.add(request.getKeys(index));
        } else if (seen.get((int) position + index) != request.getKeys(index)) {
          throw new IllegalArgumentException("another sample than before: " + request);
        }
      }
    }

    /** As the real server, makes each training set once. */
    private void trigger(int triggerId, DataInformRequest request) {
      if (!trainingSets.containsKey(triggerId)) {
        see(request);
        int before = trainingSets.values().stream().mapToInt(List::size).sum();
        trainingSets.put(triggerId, List.copyOf(seen.subList(before, seen.size())));
      }
    }
  }

  /** Returns the keys of all samples of the first pipeline, in the order of their positions. */
  public synchronized List<Long> seen() {
    return List.copyOf(pipelines.firstEntry().getValue().seen);
  }

  /** Returns the keys of the training set of each trigger of the first pipeline. */
  public synchronized Map<Integer, List<Long>> trainingSets() {
    return Map.copyOf(pipelines.firstEntry().getValue().trainingSets);
  }

  private static String describe(DataInformRequest request) {
    for (int index = 0; index < request.getKeysCount(); index++) {
      if (request.getLabels(index) != request.getKeys(index) * 10) {
        throw new IllegalArgumentException("keys and labels do not belong together: " + request);
      }
    }
    String keys =
        request.getKeysList().stream().map(String::valueOf).collect(Collectors.joining(" "));
    return String.format(Locale.ROOT, "%s @%d", keys.isEmpty() ? "-" : keys, request.getPosition());
  }

  /** The number of newest training sets that were kept, by pipeline. */
  public synchronized Map<Integer, Integer> keptTrainingSets() {
    return Map.copyOf(keptTrainingSets);
  }

  @Override
  public synchronized void deleteTrainingSets(
      DeleteTrainingSetsRequest request, StreamObserver<DeleteTrainingSetsResponse> observer) {
    keptTrainingSets.put(request.getPipelineId(), request.getKeepNewest());
    observer.onNext(DeleteTrainingSetsResponse.newBuilder().addTriggerIds(0).build());
    observer.onCompleted();
  }

  /** Ids of pipelines that were unregistered. */
  public synchronized List<Integer> unregistered() {
    return List.copyOf(unregistered);
  }

  @Override
  public synchronized void unregisterPipeline(
      UnregisterPipelineRequest request, StreamObserver<UnregisterPipelineResponse> observer) {
    unregistered.add(request.getPipelineId());
    observer.onNext(UnregisterPipelineResponse.getDefaultInstance());
    observer.onCompleted();
  }
}
