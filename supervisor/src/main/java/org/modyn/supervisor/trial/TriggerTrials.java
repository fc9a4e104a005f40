package org.modyn.supervisor.trial;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.plugin.Plugins;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.observation.EvaluatorServices;
import org.modyn.supervisor.observation.TriggerObservations;

/** Makes trials of triggering policies on the servers of a supervisor. */
public final class TriggerTrials {
  private final ServiceClients clients;
  private final Plugins plugins;

  public TriggerTrials(ServiceClients clients, Plugins plugins) {
    this.clients = requireNonNull(clients, "clients is null");
    this.plugins = requireNonNull(plugins, "plugins is null");
  }

  /**
   * Returns what prevents a trial, by the field of the pipeline file.
   *
   * @throws ModynException UNAVAILABLE when the storage, or the evaluator if it is needed, is
   *     unreachable
   */
  public List<FieldProblem> check(PipelineConfig config, TrialAssumptions assumptions) {
    FieldProblems problems = new FieldProblems();
    String datasetId = config.data().datasetId();
    if (!clients.storage().isAvailable(datasetId)) {
      problems.add("data.dataset_id", "the storage has no dataset '" + datasetId + "'");
    }
    problems.check(
        "trigger",
        () -> {
          TriggerTrial.requireNoModel(config.trigger(), assumptions);
          return config;
        });
    TriggerObservations observations = TriggerObservations.of(config);
    if (problems.isEmpty() && !observations.isEmpty()) {
      problems.addAll(
          clients
              .evaluator()
              .validate(config.model(), Optional.empty(), List.of(), observations.features()));
    }
    return problems.problems();
  }

  /** Creates a trial of a pipeline that {@link #check} accepts. */
  public TriggerTrial create(PipelineConfig config, TrialAssumptions assumptions) {
    return new TriggerTrial(
        config,
        assumptions,
        clients.storage(),
        new EvaluatorServices(clients.evaluator(), config, "trial"),
        plugins);
  }
}
