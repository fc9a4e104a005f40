package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalInt;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.plugin.Plugins;
import org.modyn.supervisor.client.ServiceClients;
import org.modyn.supervisor.observation.TriggerObservations;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.TriggerContext;
import org.modyn.supervisor.trigger.TriggeringPolicies;

/**
 * Validates a pipeline before it starts: checks what this server itself supports, and asks the
 * trainer server and the evaluator for the problems that they find.
 */
final class PipelineValidator {
  private final ModynConfig system;
  private final ServiceClients clients;

  PipelineValidator(ModynConfig system, ServiceClients clients) {
    this.system = requireNonNull(system, "system is null");
    this.clients = requireNonNull(clients, "clients is null");
  }

  /**
   * Returns all problems, by the field of the pipeline file.
   *
   * @throws ModynException UNAVAILABLE when a server that takes part in the validation is
   *     unreachable
   */
  List<FieldProblem> check(PipelineConfig config) {
    FieldProblems problems = new FieldProblems();
    checkDataset(config, problems);
    problems.check(
        "trigger",
        () ->
            TriggeringPolicies.create(
                config.trigger(),
                TriggerContext.withoutServers(
                    config.data().datasetId(), Plugins.configured(system)),
                PolicyState.initial()));
    OptionalInt initialModel = TrainingRequests.initialModel(config.training());
    problems.addAll(
        clients.trainer().validate(new TrainingRequests(0, config).create(0, 0, initialModel)));
    checkEvaluations(config, problems);
    return problems.problems();
  }

  /** Checks the evaluations of the pipeline, and what its trigger requests from the evaluator. */
  private void checkEvaluations(PipelineConfig config, FieldProblems problems) {
    TriggerObservations observations = TriggerObservations.of(config);
    observations.checkDatasets(problems);
    if (config.evaluation().isPresent() || !observations.isEmpty()) {
      clients
          .evaluator()
          .validate(
              config.model(),
              config.evaluation(),
              observations.evaluations(),
              observations.features())
          .stream()
          .map(observations::inFile)
          .forEach(problem -> problems.add(problem.field(), problem.message()));
    }
  }

  private void checkDataset(PipelineConfig config, FieldProblems problems) {
    String datasetId = config.data().datasetId();
    if (!clients.storage().isAvailable(datasetId)) {
      problems.add(
          "data.dataset_id",
          "the storage at %s has no dataset '%s'".formatted(system.storage().target(), datasetId));
    }
  }
}
