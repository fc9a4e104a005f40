package org.modyn.supervisor.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.modyn.supervisor.database.StateJson;
import org.modyn.supervisor.log.StageLog;
import org.modyn.supervisor.state.Simulation.JournalEntry;
import org.modyn.supervisor.state.Simulation.Outcome;
import org.modyn.supervisor.trigger.FakeModels;

class PipelineStateMachineTest {
  private static final Path JOURNALS = Path.of("src/test/resources/journals");
  private static final List<Integer> TIMES =
      List.of(0, 10, 50, 99, 100, 150, 320, 330, 400, 410, 420, 430, 500, 640, 650);

  /** Whatever is lost by crashes is done again, and nothing is done twice. */
  @Property(tries = 300)
  void crashesChangeNothing(
      @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 900) Integer> timestamps,
      @ForAll @IntRange(min = 1, max = 12) int batchSize,
      @ForAll @IntRange(min = 1, max = 20) int pageSize,
      @ForAll @IntRange(min = 1, max = 200) int every,
      @ForAll boolean byTime,
      @ForAll boolean triggersAtEnd,
      @ForAll @IntRange(min = 1, max = 30) int maximumTriggers,
      @ForAll long seed) {
    PipelineParameters parameters =
        Simulation.parameters(
            byTime
                ? "{id: TimeTrigger, every: " + every + "s}"
                : "{id: DataAmountTrigger, num_samples: " + (1 + every / 10) + "}",
            triggersAtEnd,
            maximumTriggers < 15 ? Optional.of(maximumTriggers) : Optional.empty(),
            batchSize);
    List<SampleId> samples = SimulatedServers.samples(timestamps);

    Outcome undisturbed = new Simulation(parameters, samples, pageSize).run(new Random(seed), 0);
    Outcome disturbed = new Simulation(parameters, samples, pageSize).run(new Random(seed), 0.3);

    assertThat(disturbed).isEqualTo(undisturbed);
    if (maximumTriggers >= 15) {
      assertThat(undisturbed.seen())
          .isEqualTo(samples.stream().sorted().map(SampleId::key).toList());
    }
  }

  /** Policies that observe models decide the same after crashes, and log the same. */
  @Property(tries = 200)
  void crashesDoNotChangeWhatPoliciesObserve(
      @ForAll @Size(min = 20, max = 80) List<@IntRange(min = 0, max = 300) Integer> timestamps,
      @ForAll @IntRange(min = 1, max = 12) int batchSize,
      @ForAll @IntRange(min = 1, max = 20) int pageSize,
      @ForAll @IntRange(min = 2, max = 6) int interval,
      @ForAll @IntRange(min = 1, max = 3) int votes,
      @ForAll long seed) {
    String trigger =
        """
        {id: EnsembleTrigger, ensemble_strategy: {id: AtLeastN, n: %s}, subtriggers: {
          time: {id: TimeTrigger, every: 60s},
          cost: {id: DataIncorporationLatencyCostTrigger, evaluation_interval_data_points: %s,
            incorporation_delay_per_training_second: 40},
          accuracy: {id: PerformanceTrigger, evaluation_interval_data_points: %s, %s,
            warmup_policy: {id: DataAmountTrigger, num_samples: 7}, warmup_intervals: 2,
            decision_criteria: {
              low: {id: StaticPerformanceThresholdCriterion, metric: Accuracy,
                metric_threshold: 0.3},
              number: {id: StaticNumberMisclassificationCriterion,
                avoidable_misclassification_threshold: 5}}}}}
        """
            .formatted(votes, interval, interval + 1, FakeModels.EVALUATION)
            .replace('\n', ' ');
    PipelineParameters parameters =
        Simulation.parameters(trigger, false, Optional.empty(), batchSize);
    List<SampleId> samples = SimulatedServers.samples(timestamps);

    Outcome undisturbed = new Simulation(parameters, samples, pageSize).run(new Random(seed), 0);
    Outcome disturbed = new Simulation(parameters, samples, pageSize).run(new Random(seed), 0.3);

    assertThat(disturbed).isEqualTo(undisturbed);
    assertThat(undisturbed.log()).anyMatch(line -> line.contains("policy_decisions"));
  }

  @Example
  void theSamplesThatAreLeftMayBeTrainedOnAtTheEnd() {
    Outcome without = run("{id: DataAmountTrigger, num_samples: 4}", false);
    Outcome with = run("{id: DataAmountTrigger, num_samples: 4}", true);

    assertThat(without.models()).hasSize(3);
    assertThat(with.models()).hasSize(4);
    assertThat(with.trainingSets().get(3)).containsExactly(13L, 14L, 15L);
    assertThat(with.models().getLast().firstTimestamp()).isEqualTo(500);
    assertThat(with.models().getLast().lastTimestamp()).isEqualTo(650);
    // 16 samples leave none
    assertThat(run("{id: DataAmountTrigger, num_samples: 5}", true).models()).hasSize(3);
  }

  private static Outcome run(String trigger, boolean triggersAtEnd) {
    return new Simulation(
            Simulation.parameters(trigger, triggersAtEnd, Optional.empty(), 4),
            SimulatedServers.samples(TIMES),
            6)
        .run(new Random(1), 0);
  }

  /** Stages in progress contain each other, so their durations add up. */
  @Example
  void theDurationOfAStageIsThatOfItsSteps() {
    PipelineParameters parameters =
        Simulation.parameters("{id: TimeTrigger, every: 100s}", false, Optional.empty(), 4);
    PipelineStateMachine machine = new PipelineStateMachine(parameters);
    PipelinePosition position = PipelinePosition.initial(parameters, Optional.empty());
    Transition transition = machine.begin(position, 0);
    SimulatedServers servers = new SimulatedServers(parameters, SimulatedServers.samples(TIMES), 6);
    long total = 0;
    List<StageLog> log = new ArrayList<>();
    int number = 0;
    while (!(transition.step() instanceof Step.Finish)) {
      long nanos = 1_000 + number;
      total += nanos;
      CompletedStep completed =
          new CompletedStep(
              servers.run(transition.step(), transition.position()), number++ * 10L, nanos);
      transition = machine.next(transition.position(), completed);
      log.addAll(transition.log());
    }

    long connecting = sum(log, "INIT_CLUSTER_CONNECTION");
    assertThat(connecting + sum(log, "REPLAY_DATA")).isEqualTo(total);
    assertThat(
            sum(log, "EVALUATE_TRIGGER_POLICY")
                + sum(log, "HANDLE_TRIGGERS")
                + sum(log, "INFORM_SELECTOR_REMAINING_DATA"))
        .isEqualTo(sum(log, "PROCESS_NEW_DATA_BATCH"));
    assertThat(sum(log, "TRAIN") + sum(log, "STORE_TRAINED_MODEL"))
        .isEqualTo(sum(log, "TRAIN_AND_STORE_MODEL"));
  }

  private static long sum(List<StageLog> log, String stage) {
    return log.stream()
        .filter(run -> run.stage().name().equals(stage))
        .mapToLong(run -> run.duration().toNanos())
        .sum();
  }

  /**
   * Journals of finished pipelines give the same steps. After an intended change, run the test with
   * the environment variable {@code MODYN_RECORD_JOURNALS=1}, and review the difference.
   */
  @Example
  void journalsGiveTheSameSteps() throws IOException {
    for (String name : List.of("time", "amount", "amount-at-end")) {
      PipelineParameters parameters =
          Simulation.parameters(
              name.equals("time")
                  ? "{id: TimeTrigger, every: 100s}"
                  : "{id: DataAmountTrigger, num_samples: 4}",
              name.endsWith("at-end"),
              Optional.empty(),
              4);
      Path file = JOURNALS.resolve(name + ".jsonl");
      if (System.getenv("MODYN_RECORD_JOURNALS") != null) {
        record(file, new Simulation(parameters, SimulatedServers.samples(TIMES), 6).journal());
      }
      replay(parameters, file);
    }
  }

  private static void record(Path file, List<JournalEntry> journal) throws IOException {
    Files.write(file, journal.stream().map(StateJson::write).toList());
  }

  private static void replay(PipelineParameters parameters, Path file) throws IOException {
    PipelineStateMachine machine = new PipelineStateMachine(parameters);
    Transition transition =
        machine.begin(PipelinePosition.initial(parameters, Optional.empty()), 0);
    int line = 0;
    for (String text : Files.readAllLines(file)) {
      JournalEntry entry = StateJson.read(text, JournalEntry.class);
      line++;
      assertThat(StateJson.write(transition.step()))
          .as("%s:%d", file, line)
          .isEqualTo(StateJson.write(entry.step()));
      transition = machine.next(transition.position(), entry.completed());
    }
    assertThat(transition.step()).isInstanceOf(Step.Finish.class);
    assertThat(line).isGreaterThan(20);
  }
}
