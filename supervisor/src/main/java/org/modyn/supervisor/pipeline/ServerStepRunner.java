package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.modyn.supervisor.client.SelectorClient;
import org.modyn.supervisor.client.StorageClient;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.event.PipelineEvent.TriggerProgress;
import org.modyn.supervisor.observation.EvaluatorServices;
import org.modyn.supervisor.observation.TriggerObservations;
import org.modyn.supervisor.state.PipelineParameters;
import org.modyn.supervisor.state.PipelinePosition;
import org.modyn.supervisor.state.Step;
import org.modyn.supervisor.state.StepResult;
import org.modyn.supervisor.trigger.Decision;
import org.modyn.supervisor.trigger.TriggerContext;
import org.modyn.supervisor.trigger.TriggerServices;
import org.modyn.supervisor.trigger.TriggeringPolicies;
import org.modyn.supervisor.trigger.TriggeringPolicy;

/** Runs the steps of one pipeline: calls the other servers. Not thread safe. */
final class ServerStepRunner implements StepRunner {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final PipelineContext context;
  private final PipelineParameters parameters;
  private final PageReader pages;
  private final TrainingRunner trainings;
  private final Optional<Evaluations> evaluations;
  private Optional<TriggeringPolicy> policy = Optional.empty();

  /**
   * @param isSuspended returns whether an interrupt of the thread leaves trainings running
   */
  ServerStepRunner(PipelineContext context, BooleanSupplier isSuspended) {
    this.context = requireNonNull(context, "context is null");
    this.parameters = context.parameters();
    this.pages = new PageReader(parameters, context.clients().storage());
    this.trainings = new TrainingRunner(context, isSuspended);
    this.evaluations =
        parameters.config().evaluation().map(evaluation -> new Evaluations(context, evaluation));
  }

  @Override
  public TriggerProgress triggerProgress() {
    return policy.map(TriggeringPolicy::progress).orElse(TriggerProgress.UNKNOWN);
  }

  @Override
  public void forget() {
    pages.forget();
    policy = Optional.empty();
  }

  @Override
  public StepResult run(Step step, PipelinePosition position) {
    return switch (step) {
      case Step.Start _ -> start();
      case Step.Fetch fetch -> pages.fetch(fetch.from());
      case Step.AwaitData await -> awaitData(await);
      case Step.Decide decide -> decide(decide, position);
      case Step.Inform inform -> inform(inform, position);
      case Step.Trigger trigger -> trigger(trigger, position);
      case Step.Train train -> trainings.train(train);
      case Step.Store store -> store(store, position);
      case Step.Evaluate evaluate -> {
        evaluations.orElseThrow().afterTraining(evaluate.model(), position);
        yield new StepResult.Evaluated();
      }
      case Step.EvaluateAll _ -> {
        evaluations.orElseThrow().afterPipeline(position);
        yield new StepResult.Evaluated();
      }
      case Step.Finish _ -> throw new IllegalArgumentException("the driver finishes a pipeline");
    };
  }

  private StepResult start() {
    boolean asksEvaluator = !TriggerObservations.of(parameters.config()).isEmpty();
    context.clients().awaitReady(evaluations.isPresent() || asksEvaluator);
    if (!parameters.isReplay()) {
      return new StepResult.Started(OptionalLong.empty());
    }
    return new StepResult.Started(
        OptionalLong.of(
            storage()
                .size(
                    parameters.datasetId(),
                    pages.firstTimestamp(),
                    parameters.stopReplayAt().map(Integer::longValue))));
  }

  private StepResult awaitData(Step.AwaitData step) {
    while (storage().awaitIngest(parameters.datasetId(), step.ingestPosition(), LONGEST_WAIT)
        <= step.ingestPosition()) {
      // nothing new yet
    }
    return new StepResult.DataArrived();
  }

  private StepResult decide(Step.Decide step, PipelinePosition position) {
    NewSamples samples = pages.next(position, step.samples());
    TriggeringPolicy current = policy(position);
    Decision decision = current.next(samples);
    int firstIndex = position.batch().map(PipelinePosition.Batch::sent).orElse(0);
    return new StepResult.Decided(
        samples.range(),
        decision.index(),
        current.state(),
        decision.evaluations().stream().map(evaluation -> evaluation.toLog(firstIndex)).toList());
  }

  private TriggeringPolicy policy(PipelinePosition position) {
    TriggeringPolicy current =
        policy.orElseGet(
            () ->
                TriggeringPolicies.create(
                    parameters.config().trigger(),
                    new TriggerContext(
                        parameters.pipelineId(),
                        parameters.datasetId(),
                        parameters.config().training().seed().map(Number::longValue),
                        initialModel(),
                        services(),
                        context.plugins()),
                    position.policy()));
    policy = Optional.of(current);
    return current;
  }

  private TriggerServices services() {
    return new EvaluatorServices(
        context.clients().evaluator(), parameters.config(), parameters.runId());
  }

  private Optional<Integer> initialModel() {
    OptionalInt model = TrainingRequests.initialModel(parameters.config().training());
    return model.isPresent() ? Optional.of(model.getAsInt()) : Optional.empty();
  }

  private StepResult inform(Step.Inform step, PipelinePosition position) {
    NewSamples samples = pages.next(position, step.samples());
    var selectorLog =
        context.clients().selector().inform(parameters.pipelineId(), samples, step.position());
    pages.advance(samples.size());
    return new StepResult.Informed(samples.range(), selectorLog);
  }

  private StepResult trigger(Step.Trigger step, PipelinePosition position) {
    NewSamples samples = pages.next(position, step.samples());
    SelectorClient.Trigger trigger =
        context
            .clients()
            .selector()
            .informAndTrigger(parameters.pipelineId(), samples, step.position(), step.triggerId());
    pages.advance(samples.size());
    return new StepResult.Triggered(samples.range(), trigger.id(), trigger.size(), trigger.log());
  }

  private StepResult store(Step.Store step, PipelinePosition position) {
    OptionalInt modelId = trainings.store(step);
    if (modelId.isEmpty()) {
      return new StepResult.TrainingLost();
    }
    TriggeringPolicy current = policy(position);
    current.modelTrained(modelId.getAsInt(), step.trainingSetSize(), step.seconds());
    return new StepResult.Stored(modelId.getAsInt(), current.state());
  }

  private StorageClient storage() {
    return context.clients().storage();
  }
}
