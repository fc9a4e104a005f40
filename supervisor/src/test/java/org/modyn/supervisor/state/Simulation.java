package org.modyn.supervisor.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.supervisor.database.StateJson;
import org.modyn.supervisor.evaluation.TrainedModel;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.log.StageInfo;
import org.modyn.supervisor.log.StageLog;

/** A pipeline that is driven through the state machine, with or without crashes. */
public final class Simulation {
  private static final String PIPELINE =
      """
      pipeline: {name: simulated%s}
      model: {id: DLRM}
      model_storage: {full_model_strategy: {name: PyTorchFullModel}}
      training:
        gpus: 1
        dataloader_workers: 1
        batch_size: 1
        shuffle: true
        use_previous_model: true
        initial_model: random
        checkpointing: {activated: false}
        optimizers:
          - {name: default, algorithm: SGD, source: PyTorch, param_groups: [{module: model}]}
        optimization_criterion: {name: CrossEntropyLoss}
      data: {dataset_id: d, bytes_parser_function: 'Image(mode="RGB")'}
      trigger: %s
      selection_strategy: {name: NewDataStrategy, maximum_keys_in_memory: 1, tail_triggers: 0}
      """;

  private static final int MAXIMUM_CRASHES = 20;

  private final PipelineStateMachine machine;
  private final PipelineParameters parameters;
  private final SimulatedServers servers;

  /** What a pipeline leaves behind. */
  record Outcome(
      List<Long> seen,
      Map<Integer, List<Long>> trainingSets,
      List<TrainedModel> models,
      List<String> log,
      List<PipelineEvent> events) {}

  /** A step and its result. */
  record JournalEntry(Step step, CompletedStep completed) {}

  Simulation(PipelineParameters parameters, List<SampleId> samples, int pageSize) {
    this.parameters = parameters;
    this.machine = new PipelineStateMachine(parameters);
    this.servers = new SimulatedServers(parameters, samples, pageSize);
  }

  /** Returns the parameters of a replay of all data. */
  public static PipelineParameters parameters(
      String trigger, boolean triggersAtEnd, Optional<Integer> maximumTriggers, int batchSize) {
    return new PipelineParameters(
        1,
        "7c2e0c2e-0000-0000-0000-000000000000",
        ConfigLoader.parse(
            "test",
            PIPELINE.formatted(triggersAtEnd ? ", trigger_at_end: true" : "", trigger),
            PipelineConfig.class),
        1,
        Optional.of(0),
        Optional.empty(),
        maximumTriggers,
        batchSize);
  }

  /** Runs the pipeline to its end and returns each step with its result. */
  List<JournalEntry> journal() {
    List<JournalEntry> journal = new ArrayList<>();
    Transition transition =
        machine.begin(PipelinePosition.initial(parameters, Optional.empty()), 0);
    while (!(transition.step() instanceof Step.Finish)) {
      CompletedStep completed = run(transition.step(), transition.position(), journal.size());
      journal.add(new JournalEntry(transition.step(), completed));
      transition = machine.next(transition.position(), completed);
    }
    return journal;
  }

  private CompletedStep run(Step step, PipelinePosition position, int number) {
    return new CompletedStep(servers.run(step, position), number * 1_000L, 500_000);
  }

  /**
   * Runs the pipeline to its end.
   *
   * @param crashes decides after which steps the supervisor crashes, which then continues from the
   *     last stored position, and after which the trainer server is restarted
   * @param probability of a crash of the supervisor after a step; that of a restart is half of it
   */
  Outcome run(Random crashes, double probability) {
    List<TrainedModel> models = new ArrayList<>();
    List<String> log = new ArrayList<>();
    List<PipelineEvent> events = new ArrayList<>();
    List<Transition> pending = new ArrayList<>();
    Transition transition =
        machine.begin(PipelinePosition.initial(parameters, Optional.empty()), 0);
    pending.add(transition);
    store(pending, models, log, events);
    PipelinePosition stored = copy(transition.position());
    PipelinePosition position = transition.position();
    int number = 0;
    int crashesLeft = MAXIMUM_CRASHES;
    while (!(machine.step(position) instanceof Step.Finish)) {
      transition = machine.next(position, run(machine.step(position), position, number++));
      position = transition.position();
      pending.add(transition);
      boolean isStored =
          switch (transition.commit()) {
            case NOW -> true;
            case SOON -> crashes.nextBoolean();
            case WITH_NEXT -> false;
          };
      boolean crashesBefore = crashesLeft > 0 && crashes.nextDouble() < probability / 2;
      if (isStored && !crashesBefore) {
        store(pending, models, log, events);
        stored = copy(position);
      }
      if (crashesLeft > 0 && crashes.nextDouble() < probability / 2) {
        crashesLeft--;
        servers.restartTrainer();
      }
      if (crashesBefore || (crashesLeft > 0 && crashes.nextDouble() < probability / 2)) {
        crashesLeft--;
        pending.clear();
        servers.crash();
        position = stored;
      }
    }
    store(pending, models, log, events);
    return new Outcome(servers.seen(), servers.trainingSets(), models, log, events);
  }

  private static PipelinePosition copy(PipelinePosition position) {
    return StateJson.read(StateJson.write(position), PipelinePosition.class);
  }

  private static void store(
      List<Transition> pending,
      List<TrainedModel> models,
      List<String> log,
      List<PipelineEvent> events) {
    for (Transition transition : pending) {
      models.addAll(transition.models());
      transition.log().stream().map(Simulation::describe).forEach(log::add);
      transition.events().stream()
          .filter(PipelineEvent::durable)
          .map(Simulation::withoutTimes)
          .forEach(events::add);
    }
    pending.clear();
  }

  /** Omits the times, and what a crash may lose: the number of pages that were fetched. */
  private static String describe(StageLog run) {
    String decisions =
        run.info()
            .filter(StageInfo.EvaluateTriggerInfo.class::isInstance)
            .map(info -> " " + ((StageInfo.EvaluateTriggerInfo) info).triggerEvaluationLog())
            .orElse("");
    return run.stage() + " " + run.sequenceNumber() + " " + run.position() + decisions;
  }

  private static PipelineEvent withoutTimes(PipelineEvent event) {
    return event instanceof PipelineEvent.ModelStored stored
        ? new PipelineEvent.ModelStored(
            stored.triggerId(),
            stored.trainingId(),
            stored.modelId(),
            stored.trainingSetSize(),
            stored.samplesTrained(),
            stored.firstTimestamp(),
            stored.lastTimestamp(),
            0)
        : event;
  }
}
