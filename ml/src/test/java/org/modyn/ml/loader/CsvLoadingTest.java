package org.modyn.ml.loader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.sample.SampleClient;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.parser.LabelTransformers;
import org.modyn.ml.testing.TestStorage;
import org.modyn.proto.storage.CsvFormat;
import org.modyn.proto.storage.SampleFormat;

/** Rows of CSV are read as storage, which found them in the dataset's files, has read them. */
final class CsvLoadingTest {
  private record Rows(String row, String separator, String quote) implements TestStorage.Samples {
    @Override
    public byte[] bytes(long key) {
      return row.getBytes(UTF_8);
    }

    @Override
    public long label(long key) {
      return 0;
    }

    @Override
    public SampleFormat format() {
      return SampleFormat.newBuilder()
          .setFileWrapperType("CsvFileWrapper")
          .setCsv(
              CsvFormat.newBuilder()
                  .setSeparator(separator)
                  .setQuote(quote)
                  .setQuotedLinebreaks(true)
                  .setStrict(true))
          .build();
    }
  }

  @Test
  void separatorsInQuotesAreTextWhereTheDatasetHasQuotes() {
    Rows quoted = new Rows("\"Doe, Jane\",23,5,9", ",", "\"");
    assertThat(load(quoted, "Csv(columns=[2, 3])")).containsExactly(5, 9);
    Rows otherQuote = new Rows("'Doe, Jane',23,5,9", ",", "'");
    assertThat(load(otherQuote, "Csv(columns=[2, 3])")).containsExactly(5, 9);
  }

  @Test
  void separatorsEndCellsWhereItHasNone() {
    Rows plain = new Rows("\"Doe, Jane\",23,5,9", ",", "");
    assertThat(load(plain, "Csv(columns=[2, 3])")).containsExactly(23, 5);
  }

  @Test
  void theSeparatorIsThatOfTheDataset() {
    Rows rows = new Rows("1,5;2,5;3", ";", "");
    assertThat(load(rows, "Csv(columns=[2])")).containsExactly(3);
    assertThat(load(rows, "Csv(columns=[2], separator=';')")).containsExactly(3);
    assertThatThrownBy(() -> load(rows, "Csv(columns=[2], separator=',')"))
        .hasMessage(
            "bytes_parser_function: Csv has the separator \",\", but the files of the dataset have"
                + " \";\"; leave it out to use that of the dataset");
  }

  private static float[] load(Rows rows, String parser) {
    TestStorage service = new TestStorage(1, 1, rows);
    try (GrpcServer storage =
            GrpcServer.start(
                "storage", new ServiceAddress("localhost", 0), List.of(service.bindService()));
        GrpcClient client = GrpcClient.connect("storage", storage.address());
        BatchLoader loader =
            BatchLoader.start(
                new ListKeySource(List.of(new long[] {0})),
                new SampleClient(client.channel()),
                TestStorage.DATASET,
                BytesParsers.create(parser),
                LabelTransformers.create(""),
                LoaderOptions.inOrder(1, 1));
        Batch batch = loader.next()) {
      return batch.tensors().tensor(0).toArray(ValueLayout.JAVA_FLOAT);
    }
  }
}
