package org.modyn.ml.optimizer;

import static java.util.Objects.requireNonNull;

import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.error.ModynException;

/**
 * Finds a factor for the loss of a training in mixed precision, by which small gradients do not
 * become zero in float16: the algorithm of {@code torch.amp.GradScaler}. Each step, the loss is
 * multiplied by {@link #scale} and the gradients by {@link #inverseScale}; when one of them is not
 * finite then, the optimizers make no step. {@link #update} makes the scale smaller after such a
 * step, and larger after many others in a row.
 *
 * <p>It only keeps the numbers: the caller multiplies and checks the gradients. For one thread at a
 * time.
 */
public final class GradScaler {
  private static final String FIELD = "stored grad_scaler";

  /** What is stored. */
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

  /** What to multiply the loss by. */
  public float scale() {
    return scale;
  }

  /** What to multiply the gradients by. */
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
   * @param state as {@link #state} gave it
   * @throws ModynException INVALID_ARGUMENT when it is none
   */
  public void restore(String state) {
    State stored = ConfigLoader.parseSection(FIELD, state, State.class);
    scale = (float) stored.scale();
    finiteSteps = stored.finiteSteps();
  }
}
