package org.modyn.supervisor.trial;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.trigger.AvoidableMisclassificationCostTriggerConfig;
import org.modyn.common.config.pipeline.trigger.DataAmountTriggerConfig;
import org.modyn.common.config.pipeline.trigger.DataDriftTriggerConfig;
import org.modyn.common.config.pipeline.trigger.DataIncorporationLatencyCostTriggerConfig;
import org.modyn.common.config.pipeline.trigger.EnsembleTriggerConfig;
import org.modyn.common.config.pipeline.trigger.PerformanceTriggerConfig;
import org.modyn.common.config.pipeline.trigger.PluginTriggerConfig;
import org.modyn.common.config.pipeline.trigger.TimeTriggerConfig;
import org.modyn.common.config.pipeline.trigger.TriggerConfig;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.plugin.Plugins;
import org.modyn.supervisor.client.Page;
import org.modyn.supervisor.client.PageStart;
import org.modyn.supervisor.client.StorageClient;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.state.PolicyState;
import org.modyn.supervisor.trigger.Decision;
import org.modyn.supervisor.trigger.TriggerContext;
import org.modyn.supervisor.trigger.TriggerServices;
import org.modyn.supervisor.trigger.TriggeringPolicies;
import org.modyn.supervisor.trigger.TriggeringPolicy;

/**
 * Runs the triggering policy of a pipeline over the samples of its dataset, in the order of a
 * replay, as if each trigger trained a model at once. Use it to compare policies without paying for
 * trainings. Policies that ask a model cannot be tried; {@link #requireNoModel} refuses them.
 *
 * <p>Takes the time to list the samples, and for a drift trigger the feature vectors of its windows
 * at each interval.
 */
public final class TriggerTrial {
  private static final int PAGE_SIZE = 100_000;

  private final PipelineConfig pipeline;
  private final TrialAssumptions assumptions;
  private final StorageClient storage;
  private final TriggerServices services;
  private final Plugins plugins;
  private final TrainingSetSizes sizes;

  public TriggerTrial(
      PipelineConfig pipeline,
      TrialAssumptions assumptions,
      StorageClient storage,
      TriggerServices services,
      Plugins plugins) {
    this.pipeline = requireNonNull(pipeline, "pipeline is null");
    this.assumptions = requireNonNull(assumptions, "assumptions is null");
    this.storage = requireNonNull(storage, "storage is null");
    this.services = requireNonNull(services, "services is null");
    this.plugins = requireNonNull(plugins, "plugins is null");
    this.sizes = new TrainingSetSizes(pipeline.selectionStrategy());
  }

  /**
   * Checks that a policy can be tried.
   *
   * @throws ModynException INVALID_ARGUMENT that says what it needs
   */
  public static void requireNoModel(TriggerConfig config, TrialAssumptions assumptions) {
    switch (config) {
      case TimeTriggerConfig _, DataAmountTriggerConfig _, PluginTriggerConfig _ -> {}
      case DataDriftTriggerConfig drift -> {
        if (drift.embeddings() == DataDriftTriggerConfig.Embeddings.MODEL) {
          throw ModynException.invalidArgument(
              "%s compares the embeddings of a model, which a trial does not train; with"
                  + " embeddings: none it compares the inputs of the model, and can be tried",
              ConfigLoader.nameOf(drift));
        }
      }
      case DataIncorporationLatencyCostTriggerConfig cost -> {
        if (assumptions.samplesPerSecond().isEmpty()) {
          throw ModynException.invalidArgument(
              "%s compares the waiting time of samples with the time of a training; say how fast a"
                  + " training is with --samples-per-second",
              ConfigLoader.nameOf(cost));
        }
      }
      case PerformanceTriggerConfig performance -> throw needsModel(performance);
      case AvoidableMisclassificationCostTriggerConfig cost -> throw needsModel(cost);
      case EnsembleTriggerConfig ensemble ->
          ensemble.subtriggers().values().forEach(part -> requireNoModel(part, assumptions));
    }
  }

  private static ModynException needsModel(Record config) {
    return ModynException.invalidArgument(
        "%s evaluates models, which a trial does not train; run the pipeline instead",
        ConfigLoader.nameOf(config));
  }

  /**
   * Runs the trial on the calling thread.
   *
   * @throws ModynException as {@link #requireNoModel}; NOT_FOUND when there is no such dataset;
   *     UNAVAILABLE when a server cannot be reached; CANCELLED when the thread is interrupted
   */
  public void run(TrialListener listener) {
    requireNoModel(pipeline.trigger(), assumptions);
    String datasetId = pipeline.data().datasetId();
    TriggeringPolicy policy =
        TriggeringPolicies.create(
            pipeline.trigger(),
            new TriggerContext(
                0,
                datasetId,
                pipeline.training().seed().map(Number::longValue),
                Optional.empty(),
                services,
                plugins),
            PolicyState.initial());
    Run run = new Run(policy, listener);
    PageStart start = new PageStart.FromTime(assumptions.start().orElse(Long.MIN_VALUE));
    while (true) {
      requireRunning();
      Page page = storage.page(datasetId, start, assumptions.stop(), PAGE_SIZE);
      NewSamples samples = page.samples();
      if (!samples.isEmpty()) {
        run.evaluate(samples);
        int last = samples.size() - 1;
        start = new PageStart.AfterSample(samples.timestamp(last), samples.key(last));
        listener.advanced(run.samples, total(datasetId));
      }
      if (page.atEnd()) {
        listener.ended(run.samples, run.samples - run.samplesAtTrigger);
        return;
      }
    }
  }

  private static void requireRunning() {
    if (Thread.currentThread().isInterrupted()) {
      throw new ModynException(ErrorCategory.CANCELLED, "the trial was interrupted");
    }
  }

  private long total(String datasetId) {
    return storage.size(datasetId, assumptions.start().orElse(Long.MIN_VALUE), assumptions.stop());
  }

  /** The position of a trial. */
  private final class Run {
    private final TriggeringPolicy policy;
    private final TrialListener listener;
    private long samples;
    private long samplesAtTrigger;
    private long lastTimestamp = Long.MIN_VALUE;
    private int triggers;

    Run(TriggeringPolicy policy, TrialListener listener) {
      this.policy = policy;
      this.listener = requireNonNull(listener, "listener is null");
    }

    void evaluate(NewSamples page) {
      NewSamples rest = page;
      while (true) {
        Decision decision = policy.next(rest);
        int processed = decision.index().map(index -> index + 1).orElse(rest.size());
        if (processed > 0) {
          lastTimestamp = rest.timestamp(processed - 1);
          samples += processed;
          rest = rest.slice(processed, rest.size());
        }
        if (decision.index().isEmpty()) {
          return;
        }
        trigger();
      }
    }

    /** A trigger without new samples trains nothing, as in a pipeline. */
    private void trigger() {
      long newSamples = samples - samplesAtTrigger;
      if (newSamples == 0) {
        return;
      }
      samplesAtTrigger = samples;
      long size = sizes.add(newSamples);
      long trained = samplesTrained(size);
      Optional<Double> seconds = assumptions.samplesPerSecond().map(speed -> trained / speed);
      triggers++;
      listener.triggered(
          new TriedTrigger(triggers, lastTimestamp, newSamples, size, trained, seconds));
      if (size > 0) {
        policy.modelTrained(triggers, size, seconds.orElse(0.0));
      }
    }

    private long samplesTrained(long size) {
      List<Long> perTrigger = pipeline.training().numSamplesToPass().orElse(List.of());
      return triggers < perTrigger.size()
          ? perTrigger.get(triggers)
          : size * pipeline.training().epochsPerTrigger();
    }
  }
}
