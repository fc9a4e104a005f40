package org.modyn.supervisor.state;

import static java.util.Comparator.comparingLong;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.modyn.common.plugin.Plugins;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.trigger.FakeModels;
import org.modyn.supervisor.trigger.TriggerContext;
import org.modyn.supervisor.trigger.TriggeringPolicies;
import org.modyn.supervisor.trigger.TriggeringPolicy;

/**
 * Runs steps against servers in memory. As the real ones, they ignore samples at positions that
 * they have seen, and know triggers, trainings and models by their requests.
 */
final class SimulatedServers {
  private final PipelineParameters parameters;
  private final List<SampleId> samples;
  private final int pageSize;
  private final List<Long> seen = new ArrayList<>();
  private final Map<Integer, List<Long>> trainingSets = new TreeMap<>();
  private final Map<Integer, Integer> models = new HashMap<>();
  private final Set<Integer> trained = new HashSet<>();
  private NewSamples rest = NewSamples.empty();
  private Optional<TriggeringPolicy> policy = Optional.empty();
  private boolean hasRest;

  /**
   * @param samples all samples of a replay
   */
  SimulatedServers(PipelineParameters parameters, List<SampleId> samples, int pageSize) {
    this.parameters = parameters;
    this.samples = samples.stream().sorted().toList();
    this.pageSize = pageSize;
  }

  /** Returns the keys that the selector has seen, in order. */
  List<Long> seen() {
    return List.copyOf(seen);
  }

  Map<Integer, List<Long>> trainingSets() {
    return Map.copyOf(trainingSets);
  }

  /** Forgets the trained models that are not stored, as a restarted trainer server does. */
  void restartTrainer() {
    trained.clear();
  }

  /** Forgets what a supervisor has in memory. */
  void crash() {
    hasRest = false;
    policy = Optional.empty();
  }

  StepResult run(Step step, PipelinePosition position) {
    return switch (step) {
      case Step.Start _ -> new StepResult.Started(OptionalLong.of(samples.size()));
      case Step.Fetch fetch -> fetch(((ReadPosition.Replay) fetch.from()).last());
      case Step.AwaitData _ -> throw new IllegalArgumentException("a replay does not wait");
      case Step.Decide decide -> {
        NewSamples next = next(position, decide.samples());
        TriggeringPolicy current = policy(position);
        var decision = current.next(next);
        int firstIndex = position.batch().map(PipelinePosition.Batch::sent).orElse(0);
        yield new StepResult.Decided(
            next.range(),
            decision.index(),
            current.state(),
            decision.evaluations().stream()
                .map(evaluation -> evaluation.toLog(firstIndex))
                .toList());
      }
      case Step.Inform inform -> {
        NewSamples sent = see(position, inform.samples(), inform.position());
        yield new StepResult.Informed(sent.range(), Map.of());
      }
      case Step.Trigger trigger -> trigger(trigger, position);
      case Step.Train train -> {
        trained.add(train.triggerId());
        yield new StepResult.Trained(train.triggerId() + 1, train.trainingSetSize(), Map.of());
      }
      case Step.Store store -> store(store, position);
      case Step.Evaluate _, Step.EvaluateAll _ -> new StepResult.Evaluated();
      case Step.Finish _ -> throw new IllegalArgumentException("not a step of servers");
    };
  }

  private StepResult store(Step.Store step, PipelinePosition position) {
    int triggerId = step.triggerId();
    if (!models.containsKey(triggerId) && !trained.contains(triggerId)) {
      return new StepResult.TrainingLost();
    }
    int model = models.computeIfAbsent(triggerId, id -> 100 + models.size());
    TriggeringPolicy current = policy(position);
    current.modelTrained(model, step.trainingSetSize(), 1 + 0.125 * step.trainingSetSize());
    return new StepResult.Stored(model, current.state());
  }

  private StepResult trigger(Step.Trigger step, PipelinePosition position) {
    NewSamples sent = see(position, step.samples(), step.position());
    List<Long> trainingSet =
        trainingSets.computeIfAbsent(
            step.triggerId(),
            id -> {
              int before = trainingSets.values().stream().mapToInt(List::size).sum();
              return List.copyOf(seen.subList(before, (int) step.position() + sent.size()));
            });
    return new StepResult.Triggered(sent.range(), step.triggerId(), trainingSet.size(), Map.of());
  }

  private StepResult fetch(Optional<SampleId> last) {
    List<SampleId> page = after(last).stream().limit(pageSize).toList();
    rest = toSamples(page);
    hasRest = true;
    return new StepResult.Fetched(
        page.size(),
        page.stream().findFirst(),
        samples.size() + 1L,
        page.size() == after(last).size());
  }

  private List<SampleId> after(Optional<SampleId> last) {
    return samples.stream()
        .filter(sample -> last.isEmpty() || sample.compareTo(last.get()) > 0)
        .toList();
  }

  private static NewSamples toSamples(List<SampleId> page) {
    return NewSamples.of(
        page.stream().mapToLong(SampleId::key).toArray(),
        page.stream().mapToLong(SampleId::timestamp).toArray(),
        new long[page.size()]);
  }

  private NewSamples next(PipelinePosition position, int number) {
    if (number == 0) {
      return NewSamples.empty();
    }
    if (!hasRest) {
      var page = position.page().orElseThrow();
      int sent = page.done() + position.batch().map(PipelinePosition.Batch::sent).orElse(0);
      Optional<SampleId> last = ((ReadPosition.Replay) position.data().read()).last();
      rest = toSamples(after(last).stream().limit(page.size() - sent).toList());
      hasRest = true;
    }
    return rest.slice(0, Math.min(number, rest.size()));
  }

  private NewSamples see(PipelinePosition position, int number, long at) {
    NewSamples sent = next(position, number);
    for (int index = 0; index < sent.size(); index++) {
      int place = (int) at + index;
      if (place == seen.size()) {
        seen.add(sent.key(index));
      } else if (place > seen.size() || seen.get(place) != sent.key(index)) {
        throw new IllegalStateException("another sample at position " + place);
      }
    }
    if (number > 0) {
      rest = rest.slice(sent.size(), rest.size());
    }
    return sent;
  }

  private TriggeringPolicy policy(PipelinePosition position) {
    TriggeringPolicy current =
        policy.orElseGet(
            () ->
                TriggeringPolicies.create(
                    parameters.config().trigger(),
                    new TriggerContext(
                        parameters.pipelineId(),
                        parameters.datasetId(),
                        Optional.empty(),
                        Optional.empty(),
                        FakeModels.ageing(),
                        Plugins.none()),
                    position.policy()));
    policy = Optional.of(current);
    return current;
  }

  /** Returns samples with increasing keys, from their timestamps. */
  static List<SampleId> samples(List<Integer> timestamps) {
    List<SampleId> samples = new ArrayList<>();
    for (int index = 0; index < timestamps.size(); index++) {
      samples.add(new SampleId(timestamps.get(index), index + 1L));
    }
    samples.sort(comparingLong(SampleId::key));
    return samples;
  }
}
