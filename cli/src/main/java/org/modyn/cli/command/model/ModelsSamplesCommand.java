package org.modyn.cli.command.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.grpc.Channel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.modyn.cli.command.output.TableOutputArguments;
import org.modyn.cli.command.server.ModelStorageArguments;
import org.modyn.cli.output.Counts;
import org.modyn.cli.output.TextTable;
import org.modyn.cli.output.TextTable.Column;
import org.modyn.common.error.Checks;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.proto.modelstorage.GetTrainedSamplesRequest;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.ModelSummary;
import org.modyn.proto.modelstorage.TrainedSamplesColumns;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the samples that a model was trained on. Holds one message of the model storage. */
@Command(
    name = "samples",
    header = "Print the samples that a model was trained on.",
    description =
        "For each epoch and sample, in the order of the training: the epoch, from 0; the key; the"
            + " weight of the sample; its loss before the step, without the weight; and the norm of"
            + " the gradient of its loss with respect to the model's outputs. The pipeline file"
            + " must have set training.record_samples.")
final class ModelsSamplesCommand implements Callable<Integer> {
  private static final int TABLE_ROWS = 10;

  @Parameters(paramLabel = "MODEL_ID", description = "The model's id.")
  private int modelId;

  @Option(
      names = "--limit",
      paramLabel = "SAMPLES",
      description =
          "The maximum number of samples to print. Default: "
              + TABLE_ROWS
              + " in a table, otherwise all.")
  private Long limit;

  @Mixin private ModelStorageArguments modelStorage;
  @Mixin private TableOutputArguments output;

  @Override
  public Integer call() {
    Checks.check(limit == null || limit >= 0, "--limit: must be at least 0, but is %s", limit);
    output.stream(
        printer -> print(channel -> table(channel, printer)),
        printer -> print(channel -> json(channel, printer)),
        printer -> print(channel -> csv(channel, printer)));
    return 0;
  }

  private void print(ToLongFunction<Channel> printing) {
    modelStorage.ask(printing::applyAsLong);
  }

  /**
   * Returns the number of samples that were passed on.
   *
   * @param begin is called first, unless there are no such samples
   */
  private long forEach(
      Channel channel, long maximum, Runnable begin, Consumer<TrainedSamplesColumns> consumer) {
    Iterator<TrainedSamplesColumns> messages =
        ModelStorageGrpc.newBlockingStub(channel)
            .getTrainedSamples(
                GetTrainedSamplesRequest.newBuilder()
                    .setModelId(modelId)
                    .setLimit(limit == null ? maximum : limit)
                    .build());
    long samples = 0;
    boolean more = messages.hasNext();
    begin.run();
    while (more) {
      TrainedSamplesColumns columns = messages.next();
      consumer.accept(columns);
      samples += columns.getKeysCount();
      more = messages.hasNext();
    }
    return samples;
  }

  private long table(Channel channel, PrintWriter printer) {
    TextTable table =
        TextTable.of(
            Column.number("epoch"),
            Column.number("key"),
            Column.number("weight"),
            Column.number("loss"),
            Column.number("gradient norm"));
    long samples =
        forEach(
            channel,
            TABLE_ROWS,
            () -> {},
            columns -> {
              for (int row = 0; row < columns.getKeysCount(); row++) {
                table.add(
                    Integer.toString(columns.getEpoch()),
                    Long.toString(columns.getKeys(row)),
                    Float.toString(columns.getWeights(row)),
                    Float.toString(columns.getLosses(row)),
                    Float.toString(columns.getGradientNorms(row)));
              }
            });
    ModelSummary model = new ModelStorageClient(channel).describe(modelId).getSummary();
    printer.print(table.render());
    printer.println(
        Counts.text(samples)
            + " of "
            + Counts.text(model.getTrainedSamples())
            + " trained samples");
    return samples;
  }

  private long csv(Channel channel, PrintWriter printer) {
    StringBuilder text = new StringBuilder();
    return forEach(
        channel,
        Long.MAX_VALUE,
        () -> printer.print("epoch,key,weight,loss,gradient_norm\n"),
        columns -> {
          text.setLength(0);
          for (int row = 0; row < columns.getKeysCount(); row++) {
            text.append(columns.getEpoch())
                .append(',')
                .append(columns.getKeys(row))
                .append(',')
                .append(columns.getWeights(row))
                .append(',')
                .append(columns.getLosses(row))
                .append(',')
                .append(columns.getGradientNorms(row))
                .append('\n');
          }
          printer.append(text);
        });
  }

  private long json(Channel channel, PrintWriter printer) {
    try (JsonGenerator json =
        new JsonFactory()
            .createGenerator(printer)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .useDefaultPrettyPrinter()) {
      long samples =
          forEach(channel, Long.MAX_VALUE, () -> begin(json), columns -> write(columns, json));
      json.writeEndArray();
      json.writeEndObject();
      json.flush();
      printer.println();
      return samples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void begin(JsonGenerator json) {
    try {
      json.writeStartObject();
      json.writeNumberField("model_id", modelId);
      json.writeArrayFieldStart("samples");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(TrainedSamplesColumns columns, JsonGenerator json) {
    try {
      for (int row = 0; row < columns.getKeysCount(); row++) {
        json.writeStartObject();
        json.writeNumberField("epoch", columns.getEpoch());
        json.writeNumberField("key", columns.getKeys(row));
        json.writeNumberField("weight", columns.getWeights(row));
        json.writeNumberField("loss", columns.getLosses(row));
        json.writeNumberField("gradient_norm", columns.getGradientNorms(row));
        json.writeEndObject();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
