package org.modyn.ml.schedule;

import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.ml.optimizer.ParameterGroup;

/**
 * The 1cycle policy (Smith and Topin, "Super-Convergence", arXiv:1708.07120) as {@code
 * torch.optim.lr_scheduler.OneCycleLR} implements it: the learning rate rises from {@code max_lr /
 * div_factor} to {@code max_lr}, and falls to {@code max_lr / div_factor / final_div_factor}; with
 * three phases it falls to its initial value in between. The momentum changes inversely.
 */
final class OneCycle {
  /** The values between which the cycle varies. */
  private enum Level {
    FIRST,
    HIGHEST,
    LAST
  }

  /**
   * A part of the cycle.
   *
   * @param end the step at which it reaches {@code to}
   */
  private record Phase(double end, Level from, Level to) {}

  private final long totalSteps;
  private final List<Phase> phases;
  private final OneCycleLrOptions.Shape shape;
  private final double divFactor;
  private final double finalDivFactor;
  private final List<Double> highestRates;
  private final List<Double> smallestMomenta;
  private final List<Double> largestMomenta;

  OneCycle(OneCycleLrOptions options, List<ParameterGroup> groups) {
    this.totalSteps = options.cycleSteps();
    this.phases = phases(options);
    this.shape = options.annealStrategy();
    this.divFactor = options.divFactor();
    this.finalDivFactor = options.finalDivFactor();
    this.highestRates = GroupValues.of("max_lr", options.maxLr(), groups);
    this.smallestMomenta = GroupValues.of("base_momentum", options.baseMomentum(), groups);
    this.largestMomenta = GroupValues.of("max_momentum", options.maxMomentum(), groups);
  }

  private static List<Phase> phases(OneCycleLrOptions options) {
    double rise = options.pctStart() * options.cycleSteps();
    double end = options.cycleSteps() - 1;
    Phase rising = new Phase(rise - 1, Level.FIRST, Level.HIGHEST);
    return options.threePhase()
        ? List.of(
            rising,
            new Phase(
                2 * options.pctStart() * options.cycleSteps() - 2, Level.HIGHEST, Level.FIRST),
            new Phase(end, Level.FIRST, Level.LAST))
        : List.of(rising, new Phase(end, Level.HIGHEST, Level.LAST));
  }

  /** See {@link RateFunction}. */
  double rate(long step, int group, double former, double initial) {
    int phase = phaseOf(step);
    return between(
        rate(phases.get(phase).from(), group),
        rate(phases.get(phase).to(), group),
        share(step, phase));
  }

  /** See {@link MomentumFunction}. */
  double momentum(long step, int group) {
    int phase = phaseOf(step);
    return between(
        momentum(phases.get(phase).from(), group),
        momentum(phases.get(phase).to(), group),
        share(step, phase));
  }

  private int phaseOf(long step) {
    int phase = 0;
    while (phase < phases.size() - 1 && step > phases.get(phase).end()) {
      phase++;
    }
    return phase;
  }

  /** How much of a phase a step has behind it; a little above 1 for the step after the last. */
  private double share(long step, int phase) {
    double start = phase == 0 ? 0 : phases.get(phase - 1).end();
    double end = phases.get(phase).end();
    if (step > totalSteps || end == start) {
      throw ModynException.failedPrecondition(
          "OneCycleLR has no learning rate after step %d: its cycle has %d steps; set total_steps"
              + " to MODYN_NUM_BATCHES, which counts full batches (training.drop_last_batch: true)",
          step, totalSteps);
    }
    return (step - start) / (end - start);
  }

  private double rate(Level level, int group) {
    double first = highestRates.get(group) / divFactor;
    return switch (level) {
      case FIRST -> first;
      case HIGHEST -> highestRates.get(group);
      case LAST -> first / finalDivFactor;
    };
  }

  private double momentum(Level level, int group) {
    return level == Level.HIGHEST ? smallestMomenta.get(group) : largestMomenta.get(group);
  }

  private double between(double from, double to, double share) {
    return switch (shape) {
      case COS -> to + (from - to) / 2 * (Math.cos(Math.PI * share) + 1);
      case LINEAR -> (to - from) * share + from;
    };
  }
}
