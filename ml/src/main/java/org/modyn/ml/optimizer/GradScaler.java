package org.modyn.ml.optimizer;

import static java.util.Objects.requireNonNull;

import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.error.ModynException;

/**
 * Adapts the loss scale of a training in mixed precision, which prevents small gradients from
 * underflowing to zero in float16. It implements the algorithm of {@code torch.amp.GradScaler}.
 * Each step, the loss is multiplied by {@link #scale} and the gradients by {@link #inverseScale};
 * if a gradient is not finite then, the optimizers skip the step. {@link #update} reduces the scale
 * after such a step, and increases it after many consecutive other steps.
 *
 * <p>It only computes the scale: the caller multiplies and checks the gradients. Not safe for
 * concurrent use.
 */
public final class GradScaler {
  private static final String FIELD = "stored grad_scaler";

  /** The stored state. */
  private record State(double scale, @Minimum(0) int finiteSteps) {}

  private final GradScalerOptions options;
  private float scale;
  private int finiteSteps;

  public GradScaler(GradScalerOptions options) {
    this.options = requireNonNull(options, "options is null");
    this.scale = options.enabled() ? (float) options.initScale() : 1;
  }

  /** Whether the loss is scaled at all. */
  boolean isEnabled() {
    return options.enabled();
  }

  /** The factor for the loss. */
  public float scale() {
    return scale;
  }

  /** The factor for the gradients. */
  public float inverseScale() {
    return (float) (1 / (double) scale);
  }

  /**
   * Ends a step.
   *
   * @param gradientsFinite whether all gradients were finite, so that the optimizers made a step
   */
  public void update(boolean gradientsFinite) {
    if (!options.enabled()) {
      return;
    }
    if (!gradientsFinite) {
      scale = (float) (scale * options.backoffFactor());
      finiteSteps = 0;
      return;
    }
    finiteSteps++;
    if (finiteSteps == options.growthInterval()) {
      float grown = (float) (scale * options.growthFactor());
      scale = Float.isFinite(grown) ? grown : scale;
      finiteSteps = 0;
    }
  }

  /** The scale and the steps since it changed, as JSON. */
  public String state() {
    return ConfigLoader.toJson(new State(scale, finiteSteps));
  }

  /**
   * Restores a stored state.
   *
   * @param state as returned by {@link #state}
   * @throws ModynException INVALID_ARGUMENT when it is not a valid state
   */
  public void restore(String state) {
    State stored = ConfigLoader.parseSection(FIELD, state, State.class);
    scale = (float) stored.scale();
    finiteSteps = stored.finiteSteps();
  }
}
