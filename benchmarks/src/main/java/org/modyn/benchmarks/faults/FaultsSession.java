package org.modyn.benchmarks.faults;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.modyn.benchmarks.framework.Measurement;
import org.modyn.cli.pipeline.PipelineClient;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.error.ModynException;
import org.modyn.proto.supervisor.PipelineSummary;

/** The pipelines on one cluster: undisturbed ones, and those that a plan disturbs. Used once. */
final class FaultsSession {
  private static final int KILLS_PER_PIPELINE = 4;

  private final Cluster cluster;
  private final Flights flights;
  private final Path directory;
  private final OutcomeReader reader;
  private final Map<Scenario, UndisturbedRun> undisturbed = new EnumMap<>(Scenario.class);
  private final List<Comparison> comparisons = new ArrayList<>();
  private final List<Outcome> expectations = new ArrayList<>();
  private final Set<Integer> known = new HashSet<>();
  private int pipelines;
  private int killsMade;

  /**
   * @param directory for the folders of datasets, and for models that are read
   */
  FaultsSession(Cluster cluster, Flights flights, Path directory) {
    this.cluster = requireNonNull(cluster, "cluster is null");
    this.flights = requireNonNull(flights, "flights is null");
    this.directory = requireNonNull(directory, "directory is null");
    this.reader = new OutcomeReader(cluster, directory);
  }

  List<Measurement> run(KillPlan plan) throws IOException {
    Iterator<Scenario> scenarios = plan.scenarios().iterator();
    Deque<Kill> left = new ArrayDeque<>(plan.kills());
    while (!left.isEmpty() && scenarios.hasNext()) {
      UndisturbedRun usual = undisturbed(scenarios.next());
      List<Kill> kills = new ArrayList<>();
      while (kills.size() < KILLS_PER_PIPELINE && !left.isEmpty()) {
        kills.add(left.remove());
      }
      List<Kill> unmade = disturb(kills, usual);
      killsMade += kills.size() - unmade.size();
      unmade.forEach(kill -> left.add(kill.sooner()));
    }
    return measurements(plan.kills().size());
  }

  /** Returns the run that disturbed ones are compared with. */
  private UndisturbedRun undisturbed(Scenario scenario) throws IOException {
    if (undisturbed.isEmpty()) {
      // the processes have just started: stages take longer than later
      undisturbed.put(scenario, runUndisturbed(scenario));
      requireEqual(undisturbed.get(scenario), runUndisturbed(scenario));
    } else if (!undisturbed.containsKey(scenario)) {
      undisturbed.put(scenario, runUndisturbed(scenario));
    }
    return undisturbed.get(scenario);
  }

  private void requireEqual(UndisturbedRun first, UndisturbedRun second) {
    List<String> differences = Comparison.of(first.outcome(), second.outcome()).differences();
    if (!differences.isEmpty()) {
      throw ModynException.internal(
          "undisturbed pipelines differ: %s", String.join("; ", differences));
    }
    undisturbed.put(second.scenario(), second);
  }

  private UndisturbedRun runUndisturbed(Scenario scenario) throws IOException {
    try (ScenarioPipeline pipeline = pipeline(scenario)) {
      pipeline.prepare();
      long start = System.nanoTime();
      int pipelineId = pipeline.submit();
      Duration submission = Duration.ofNanos(System.nanoTime() - start);
      known.add(pipelineId);
      pipeline.finish();
      Outcome outcome = reader.read(pipelineId, scenario);
      outcome
          .error()
          .ifPresent(
              error -> {
                throw ModynException.internal(
                    "the undisturbed pipeline (%s) failed: %s", scenario.label(), error);
              });
      report(
          String.format(
              Locale.ROOT, "pipeline %d (%s): undisturbed", pipelineId, scenario.label()));
      return new UndisturbedRun(scenario, outcome, submission, pipeline.watch().meanDurations());
    }
  }

  private ScenarioPipeline pipeline(Scenario scenario) {
    return new ScenarioPipeline(cluster, flights, scenario, reader, directory, ++pipelines);
  }

  /** Returns the kills that were not made. */
  private List<Kill> disturb(List<Kill> kills, UndisturbedRun usual) throws IOException {
    String name =
        String.format(
            Locale.ROOT,
            "disturbed pipeline %d (%s): ",
            comparisons.size() + 1,
            usual.scenario().label());
    try (ScenarioPipeline pipeline = pipeline(usual.scenario());
        DisturbedPipeline disturbed =
            new DisturbedPipeline(cluster, pipeline, usual, line -> report(name + line))) {
      List<Kill> unmade = List.of();
      Comparison comparison;
      try {
        pipeline.prepare();
        int pipelineId =
            disturbed.submit(
                kills.stream().filter(kill -> kill.moment() == Moment.SUBMISSION).toList());
        known.add(pipelineId);
        unmade =
            disturbed.run(
                kills.stream().filter(kill -> kill.moment() != Moment.SUBMISSION).toList());
        comparison = Comparison.of(usual.outcome(), reader.read(pipelineId, usual.scenario()));
      } catch (ModynException e) {
        comparison = Comparison.ofFailure(e.oneLine());
        pipeline.stop();
      }
      comparison = comparison.withFailures(strays());
      comparison.differences().forEach(difference -> report(name + difference));
      comparisons.add(comparison);
      expectations.add(usual.outcome());
      return unmade;
    }
  }

  /** Returns a line for each pipeline that nobody has asked for. */
  private List<String> strays() {
    List<String> strays = new ArrayList<>();
    for (PipelineSummary pipeline :
        new PipelineClient(cluster.client(ServerKind.SUPERVISOR).channel()).list()) {
      if (known.add(pipeline.getPipelineId())) {
        strays.add(
            String.format(
                Locale.ROOT,
                "pipeline %d, which is %s, was started in addition",
                pipeline.getPipelineId(),
                pipeline.getStatus()));
      }
    }
    return strays;
  }

  private List<Measurement> measurements(int planned) {
    return List.of(
        Measurement.count("kills", "kills", killsMade, planned),
        Measurement.count(
            "failed",
            "pipelines",
            comparisons.stream().filter(Comparison::failed).count(),
            comparisons.size()),
        count("lost_samples", "samples", Comparison::lostSamples, Outcome::samples),
        count("duplicate_samples", "samples", Comparison::duplicateSamples, Outcome::samples),
        count("wrong_models", "models", Comparison::wrongModels, all -> all.models().size()),
        count(
            "wrong_evaluations",
            "evaluations",
            Comparison::wrongEvaluations,
            all -> all.evaluations().size()));
  }

  private Measurement count(
      String name, String unit, ToLongFunction<Comparison> value, ToLongFunction<Outcome> total) {
    return Measurement.count(
        name,
        unit,
        comparisons.stream().mapToLong(value).sum(),
        expectations.stream().mapToLong(total).sum());
  }

  private static void report(String line) {
    System.err.println(line);
  }
}
