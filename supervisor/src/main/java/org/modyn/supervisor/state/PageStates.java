package org.modyn.supervisor.state;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.modyn.supervisor.event.PipelineEvent;
import org.modyn.supervisor.event.PipelineEvent.StageStarted;
import org.modyn.supervisor.log.Position;
import org.modyn.supervisor.log.Stage;
import org.modyn.supervisor.log.StageInfo;
import org.modyn.supervisor.state.PipelinePosition.Page;
import org.modyn.supervisor.state.StepResult.Fetched;
import org.modyn.supervisor.state.StepResult.Started;

/** The part of the state machine that reads the data, page by page, up to its end. */
final class PageStates {
  private final PipelineParameters parameters;
  private final TriggerStates triggerStates;
  private final BatchStates batchStates;

  PageStates(PipelineParameters parameters, TriggerStates triggerStates, BatchStates batchStates) {
    this.parameters = requireNonNull(parameters, "parameters is null");
    this.triggerStates = requireNonNull(triggerStates, "triggerStates is null");
    this.batchStates = requireNonNull(batchStates, "batchStates is null");
  }

  void afterStart(Draft draft, Started started) {
    draft.totalSamples = started.totalSamples();
    draft.leave(Stage.INIT_CLUSTER_CONNECTION);
    Stage stage = parameters.isReplay() ? Stage.REPLAY_DATA : Stage.SERVE_ONLINE_DATA;
    draft.enter(stage);
    draft.emit(StageStarted.ofDataset(stage, parameters.datasetId()));
    fetch(draft);
  }

  void afterArrival(Draft draft) {
    draft.leave(Stage.WAIT_FOR_NEW_DATA);
    fetch(draft);
  }

  private void fetch(Draft draft) {
    if (triggerStates.isMaximumReached(draft, 0)) {
      endOfData(draft);
      return;
    }
    if (!parameters.isReplay()) {
      draft.enter(Stage.FETCH_NEW_DATA);
      draft.emit(StageStarted.ofDataset(Stage.FETCH_NEW_DATA, parameters.datasetId()));
    }
    draft.state = State.FETCH;
  }

  void afterFetch(Draft draft, Fetched fetched, CompletedStep completed) {
    draft.commit = Transition.Commit.WITH_NEXT;
    if (fetched.samples() > 0) {
      if (draft.read instanceof ReadPosition.Follow follow) {
        draft.read =
            new ReadPosition.Follow(
                follow.start(), Optional.of(fetched.nextPosition()), Optional.empty());
      }
      startPage(
          draft,
          new Page(
              completed.nanos() / 1_000_000,
              fetched.samples(),
              0,
              fetched.nextPosition(),
              fetched.isLast(),
              List.of()),
          fetched.first().orElseThrow());
    } else if (parameters.isReplay()) {
      endOfData(draft);
    } else {
      // deleted samples leave a page without samples behind, which is skipped
      ReadPosition.Follow follow = (ReadPosition.Follow) draft.read;
      draft.read =
          new ReadPosition.Follow(
              Math.max(follow.start(), fetched.nextPosition()), Optional.empty(), Optional.empty());
      draft.discard(Stage.FETCH_NEW_DATA);
      awaitData(draft);
    }
  }

  private void awaitData(Draft draft) {
    draft.enter(Stage.WAIT_FOR_NEW_DATA);
    draft.emit(StageStarted.ofDataset(Stage.WAIT_FOR_NEW_DATA, parameters.datasetId()));
    draft.state = State.AWAIT_DATA;
  }

  private void startPage(Draft draft, Page page, SampleId first) {
    draft.page = Optional.of(page);
    draft.logged =
        new Position(draft.logged.batchIndex(), first.key(), first.timestamp(), draft.triggers);
    draft.enter(Stage.PROCESS_NEW_DATA);
    draft.emit(new PipelineEvent.SamplesFetched(page.size()));
    draft.state = State.DECIDE;
  }

  /** Starts the next batch of the page, or ends the page. */
  void afterBatch(Draft draft) {
    Page page = draft.page.orElseThrow();
    if (page.done() < page.size() && !triggerStates.isMaximumReached(draft, 0)) {
      draft.state = State.DECIDE;
    } else {
      endPage(draft, page);
    }
  }

  private void endPage(Draft draft, Page page) {
    draft.emit(new PipelineEvent.SamplesProcessed());
    draft.leave(
        Stage.PROCESS_NEW_DATA,
        new StageInfo.ProcessNewDataInfo(page.fetchMillis(), page.size(), page.triggerIndexes()));
    draft.page = Optional.empty();
    if (draft.isIn(Stage.FETCH_NEW_DATA)) {
      draft.leave(
          Stage.FETCH_NEW_DATA, new StageInfo.FetchDataInfo(page.size(), page.triggerIndexes()));
    }
    if (draft.read instanceof ReadPosition.Follow) {
      draft.read = new ReadPosition.Follow(page.nextPosition(), Optional.empty(), Optional.empty());
    }
    if (!page.isLast() || triggerStates.isMaximumReached(draft, 0)) {
      fetch(draft);
    } else if (parameters.isReplay()) {
      endOfData(draft);
    } else {
      awaitData(draft);
    }
  }

  /** Ends the data, after a last trigger if the pipeline file asks for one. */
  private void endOfData(Draft draft) {
    boolean triggersAtEnd = parameters.config().pipeline().triggersAtEnd();
    if (triggersAtEnd && draft.remaining.isPresent() && !triggerStates.isMaximumReached(draft, 0)) {
      startPage(
          draft,
          new Page(0, 0, 0, 0, true, List.of()),
          new SampleId(draft.lastTimestampSent, draft.logged.sampleIndex()));
      batchStates.startLast(draft);
      return;
    }
    if (parameters.isReplay()) {
      if (draft.samplesSent == 0) {
        draft.emit(PipelineEvent.Note.of(noSamples()));
      }
      draft.emit(StageStarted.ofDataset(Stage.REPLAY_DATA_DONE, parameters.datasetId()));
      draft.leave(Stage.REPLAY_DATA);
    } else {
      draft.leave(Stage.SERVE_ONLINE_DATA);
    }
    draft.commit = Transition.Commit.NOW;
    draft.pass(Stage.DONE);
    draft.emit(StageStarted.of(Stage.DONE));
    if (parameters.config().evaluation().isPresent()) {
      draft.pass(Stage.POST_EVALUATION_CHECKPOINT);
      draft.enter(Stage.POST_EVALUATION);
      draft.emit(StageStarted.of(Stage.POST_EVALUATION));
      draft.state = State.EVALUATE_ALL;
    } else {
      finish(draft);
    }
  }

  private String noSamples() {
    return String.format(
        Locale.ROOT,
        "the dataset '%s' has no samples from %d on%s (seconds since 1970): there is nothing to"
            + " replay",
        parameters.datasetId(),
        parameters.startReplayAt().orElseThrow(),
        parameters.stopReplayAt().map(stop -> " until " + stop).orElse(""));
  }

  /** Ends the pipeline, after the evaluations at its end. */
  void afterPostEvaluation(Draft draft) {
    draft.leave(Stage.POST_EVALUATION);
    finish(draft);
  }

  private static void finish(Draft draft) {
    // reached, but not logged: the log is written in it
    draft.enter(Stage.EXIT);
    draft.discard(Stage.EXIT);
    draft.state = State.FINISH;
  }
}
