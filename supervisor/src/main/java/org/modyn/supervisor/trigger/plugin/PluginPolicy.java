package org.modyn.supervisor.trigger.plugin;

import java.util.function.Supplier;
import org.modyn.common.config.pipeline.trigger.PluginTriggerConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.plugin.UserThread;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.event.PipelineEvent.TriggerProgress;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.Decision;
import org.modyn.supervisor.trigger.TriggerContext;
import org.modyn.supervisor.trigger.TriggeringPolicy;

/**
 * A policy of a plugin. Its failures become errors that name the class and its method, and it
 * cannot return what would corrupt the state of the pipeline.
 */
public final class PluginPolicy implements TriggeringPolicy {
  private static final String ID = "trigger.id";
  private static final String CONFIG = "trigger.config";

  private final String className;
  private final TriggeringPolicy policy;

  private PluginPolicy(String className, TriggeringPolicy policy) {
    this.className = className;
    this.policy = policy;
  }

  /**
   * Creates the policy of a plugin's class.
   *
   * @throws ModynException that names the field: NOT_FOUND when no plugin has the class;
   *     INVALID_ARGUMENT when it is no {@link TriggerPlugin}, cannot be instantiated, rejects its
   *     options, fails or does not return, or when the configuration allows no plugins
   */
  public static PluginPolicy create(
      PluginTriggerConfig config, TriggerContext context, PolicyState state) {
    String className = config.className();
    TriggerPlugin plugin = plugin(className, context);
    TriggeringPolicy policy =
        guarded(
            className,
            "create",
            () ->
                UserThread.call(
                    className + ".create",
                    () -> accepted(className, plugin, config, context, state)));
    return new PluginPolicy(className, policy);
  }

  private static TriggerPlugin plugin(String className, TriggerContext context) {
    try {
      return context.plugins().create(TriggerPlugin.class, className);
    } catch (ModynException e) {
      throw new ModynException(e.category(), ID + ": " + e.oneLine(), e);
    }
  }

  private static TriggeringPolicy accepted(
      String className,
      TriggerPlugin plugin,
      PluginTriggerConfig config,
      TriggerContext context,
      PolicyState state) {
    try {
      return plugin.create(config.config(), context, state);
    } catch (IllegalArgumentException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          CONFIG + ": " + className + " rejects its options: " + e.getMessage(),
          e);
    }
  }

  @Override
  public Decision next(NewSamples samples) {
    Decision decision = guarded(className, "next", () -> policy.next(samples));
    if (decision.index().isPresent() && decision.index().get() >= samples.size()) {
      throw failed(
          className,
          "next",
          "it returned the sample "
              + decision.index().get()
              + " of "
              + samples.size()
              + " samples, which are counted from 0",
          null);
    }
    return decision;
  }

  @Override
  public int samplesToNextDecision(NewSamples samples) {
    int count =
        guarded(className, "samplesToNextDecision", () -> policy.samplesToNextDecision(samples));
    if (count < 0 || count > samples.size()) {
      throw failed(
          className,
          "samplesToNextDecision",
          "it returned " + count + " of " + samples.size() + " samples",
          null);
    }
    return count;
  }

  @Override
  public PolicyState state() {
    return guarded(className, "state", policy::state);
  }

  @Override
  public TriggerProgress progress() {
    return guarded(className, "progress", policy::progress);
  }

  @Override
  public void modelTrained(int modelId, long trainingSetSize, double seconds) {
    guarded(
        className,
        "modelTrained",
        () -> {
          policy.modelTrained(modelId, trainingSetSize, seconds);
          return this;
        });
  }

  private static <T> T guarded(String className, String method, Supplier<T> call) {
    T result;
    try {
      result = call.get();
    } catch (ModynException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw failed(className, method, e.toString(), e);
    }
    if (result == null) {
      throw failed(className, method, "it returned null", null);
    }
    return result;
  }

  private static ModynException failed(
      String className, String method, String reason, Throwable cause) {
    return new ModynException(
        ErrorCategory.INVALID_ARGUMENT,
        ID + ": " + className + "." + method + " failed: " + reason,
        cause);
  }
}
