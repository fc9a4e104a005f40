package org.modyn.cli.trial;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.modyn.proto.supervisor.TrialEnded;
import org.modyn.proto.supervisor.TrialTrigger;

/**
 * The result of one trial.
 *
 * @param name of the pipeline file
 * @param policy the name of the triggering policy
 * @param triggers in order
 */
public record TrialResult(
    String name, String policy, List<TrialTrigger> triggers, TrialEnded ended) {
  public TrialResult {
    requireNonNull(name, "name is null");
    requireNonNull(policy, "policy is null");
    triggers = List.copyOf(triggers);
    requireNonNull(ended, "ended is null");
  }

  /** Returns the name of the file and the policy. */
  public String title() {
    return String.format(Locale.ROOT, "%s (%s)", name, policy);
  }

  /** Returns the samples that all trainings process; each counts once per epoch. */
  public long samplesTrained() {
    return triggers.stream().mapToLong(TrialTrigger::getSamplesTrained).sum();
  }

  /** Returns the mean size of a training set; empty without a trigger. */
  public OptionalDouble meanTrainingSetSize() {
    return triggers.stream().mapToLong(TrialTrigger::getTrainingSetSize).average();
  }

  /** Returns how long all trainings take; empty if the speed of a training is unknown. */
  public Optional<Double> trainingSeconds() {
    return triggers.stream().allMatch(TrialTrigger::hasTrainingSeconds) && !triggers.isEmpty()
        ? Optional.of(triggers.stream().mapToDouble(TrialTrigger::getTrainingSeconds).sum())
        : Optional.empty();
  }
}
