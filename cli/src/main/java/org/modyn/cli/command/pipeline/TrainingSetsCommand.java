package org.modyn.cli.command.pipeline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.modyn.cli.command.output.OutputArguments;
import org.modyn.cli.command.server.SelectorArguments;
import org.modyn.cli.output.Counts;
import org.modyn.cli.output.JsonOutput;
import org.modyn.cli.output.TextTable;
import org.modyn.cli.output.TextTable.Column;
import org.modyn.proto.selector.GetTrainingSetsRequest;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.selector.TrainingSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the trigger training sets of a pipeline, as the selector stores them. */
@Command(
    name = "training-sets",
    header = "List a pipeline's trigger training sets and their sizes.",
    description =
        "Those of the newest triggers are kept, as many as selector.training_sets_kept says; the"
            + " others have been cleaned and take no space.")
public final class TrainingSetsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PIPELINE_ID", description = "The pipeline's id.")
  private int pipelineId;

  @Mixin private SelectorArguments selector;
  @Mixin private OutputArguments output;

  @Override
  public Integer call() {
    GetTrainingSetsRequest request =
        GetTrainingSetsRequest.newBuilder().setPipelineId(pipelineId).build();
    List<TrainingSet> sets =
        selector.ask(
            channel -> {
              List<TrainingSet> all = new ArrayList<>();
              SelectorGrpc.newBlockingStub(channel)
                  .getTrainingSets(request)
                  .forEachRemaining(message -> all.addAll(message.getTrainingSetsList()));
              return all;
            });
    output.print(() -> text(sets), () -> json(sets));
    return 0;
  }

  private static String text(List<TrainingSet> sets) {
    TextTable table =
        TextTable.of(
            Column.number("trigger"),
            Column.number("partitions"),
            Column.number("keys"),
            Column.number("held out"),
            Column.number("bytes"),
            Column.text("state"));
    for (TrainingSet set : sets) {
      table.add(
          Integer.toString(set.getTriggerId()),
          Counts.text(set.getNumPartitions()),
          Counts.text(set.getNumKeys()),
          heldOut(set),
          Counts.text(set.getNumBytes()),
          set.getCleaned() ? "cleaned" : "kept");
    }
    return table.render();
  }

  /** The sizes of the holdout sets, such as {@code 50 + 51}; empty if there are none. */
  private static String heldOut(TrainingSet set) {
    return set.getHoldoutKeysList().stream().map(Counts::text).collect(Collectors.joining(" + "));
  }

  private ObjectNode json(List<TrainingSet> sets) {
    ObjectNode document =
        JsonOutput.object()
            .put("pipeline_id", pipelineId)
            .put("bytes", sets.stream().mapToLong(TrainingSet::getNumBytes).sum());
    ArrayNode list = document.putArray("training_sets");
    for (TrainingSet set : sets) {
      ObjectNode entry =
          list.addObject()
              .put("trigger_id", set.getTriggerId())
              .put("partitions", set.getNumPartitions())
              .put("keys", set.getNumKeys())
              .put("bytes", set.getNumBytes())
              .put("cleaned", set.getCleaned());
      ArrayNode holdoutKeys = entry.putArray("holdout_keys");
      set.getHoldoutKeysList().forEach(holdoutKeys::add);
    }
    return document;
  }
}
