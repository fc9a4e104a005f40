package org.modyn.cli.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.modyn.cli.output.JsonOutput;
import org.modyn.cli.output.TextTable;
import org.modyn.cli.output.TextTable.Column;
import org.modyn.proto.supervisor.ScoringProgress;
import org.modyn.proto.supervisor.TrainingMeasures;
import org.modyn.proto.supervisor.TrainingProgress;
import org.modyn.proto.supervisor.TrainingSummary;

/** Formats trainings for {@code modyn status}. */
public final class TrainingOutput {
  private static final String UNKNOWN = "-";

  private TrainingOutput() {}

  /** The trainings of a trainer server, in the given order. */
  public static String text(List<TrainingSummary> trainings) {
    TextTable table =
        TextTable.of(
            Column.number("training"),
            Column.number("pipeline"),
            Column.number("trigger"),
            Column.text("device"),
            Column.text("status"),
            Column.number("samples"),
            Column.number("samples/s"),
            Column.number("loss"),
            Column.number("learning rate"));
    for (TrainingSummary training : trainings) {
      TrainingMeasures measures = training.getMeasures();
      table.add(
          Integer.toString(training.getTrainingId()),
          Integer.toString(training.getPipelineId()),
          Integer.toString(training.getTriggerId()),
          training.getDevice(),
          status(measures),
          String.format(Locale.ROOT, "%,d", training.getSamplesSeen()),
          measures.getBatchesSeen() == 0 ? UNKNOWN : rate(measures),
          measures.hasLoss() ? loss(measures) : UNKNOWN,
          measures.getLearningRatesCount() == 0 ? UNKNOWN : learningRates(measures));
    }
    return table.render();
  }

  private static String status(TrainingMeasures measures) {
    if (measures.hasQueuePosition()) {
      return "waits, " + measures.getQueuePosition();
    }
    return measures.hasScoring() ? "selects" : "runs";
  }

  /** The JSON form of {@link #text(List)}. */
  public static ArrayNode json(List<TrainingSummary> trainings) {
    ArrayNode list = JsonOutput.array();
    for (TrainingSummary training : trainings) {
      ObjectNode node =
          list.addObject()
              .put("id", training.getTrainingId())
              .put("pipeline", training.getPipelineId())
              .put("trigger", training.getTriggerId())
              .put("device", training.getDevice())
              .put("samples_seen", training.getSamplesSeen());
      addMeasures(node, training.getMeasures());
    }
    return list;
  }

  /**
   * The training of a pipeline, in one line; deviations from the request follow in further lines.
   */
  static String text(TrainingProgress training) {
    TrainingMeasures measures = training.getMeasures();
    StringBuilder text = new StringBuilder();
    text.append(training.getTrainingId());
    if (training.getRunning() && measures.hasQueuePosition()) {
      text.append(", waits for its turn, ").append(measures.getQueuePosition() - 1);
      text.append(" before it in the queue");
    } else {
      text.append(
          String.format(
              Locale.ROOT,
              ", %,d of %,d samples",
              training.getSamplesSeen(),
              training.getTotalSamples()));
      if (measures.getBatchesSeen() > 0) {
        text.append(String.format(Locale.ROOT, " in %,d batches", measures.getBatchesSeen()));
        text.append(measures.hasLoss() ? ", loss " + loss(measures) : "");
        text.append(
            measures.getLearningRatesCount() > 0
                ? ", learning rate " + learningRates(measures)
                : "");
        text.append(", ").append(rate(measures)).append(" samples/s");
        text.append(
            String.format(
                Locale.ROOT, ", waited %.1f s for data", measures.getSecondsWaitedForData()));
      }
      text.append(measures.hasScoring() ? scoring(measures.getScoring()) : "");
      text.append(training.getRunning() ? "" : ", ended");
    }
    measures.getNotesList().forEach(note -> text.append("; ").append(note));
    return text.toString();
  }

  private static String scoring(ScoringProgress scoring) {
    return String.format(
        Locale.ROOT,
        ", %s: %,d of %,d samples, %,.0f samples/s",
        scoring.getActivity(),
        scoring.getSamplesSeen(),
        scoring.getTotalSamples(),
        scoring.getSamplesPerSecond());
  }

  static void addMeasures(ObjectNode node, TrainingMeasures measures) {
    node.put("queue_position", measures.hasQueuePosition() ? measures.getQueuePosition() : null)
        .put("batches_seen", measures.getBatchesSeen())
        .put("loss", measures.hasLoss() ? measures.getLoss() : null);
    ArrayNode learningRates = node.putArray("learning_rates");
    measures.getLearningRatesList().forEach(learningRates::add);
    node.put("samples_per_second", measures.getSamplesPerSecond())
        .put("seconds_waited_for_data", measures.getSecondsWaitedForData());
    ArrayNode notes = node.putArray("notes");
    measures.getNotesList().forEach(notes::add);
    if (measures.hasScoring()) {
      node.putObject("scoring")
          .put("activity", measures.getScoring().getActivity())
          .put("samples_seen", measures.getScoring().getSamplesSeen())
          .put("total_samples", measures.getScoring().getTotalSamples())
          .put("samples_per_second", measures.getScoring().getSamplesPerSecond());
    } else {
      node.putNull("scoring");
    }
  }

  private static String rate(TrainingMeasures measures) {
    return String.format(Locale.ROOT, "%,.0f", measures.getSamplesPerSecond());
  }

  private static String loss(TrainingMeasures measures) {
    return String.format(Locale.ROOT, "%.4g", measures.getLoss());
  }

  /** Parameter groups usually have the same learning rate. */
  private static String learningRates(TrainingMeasures measures) {
    return measures.getLearningRatesList().stream()
        .distinct()
        .map(rate -> String.format(Locale.ROOT, "%.3g", rate))
        .collect(Collectors.joining(", "));
  }
}
