package org.modyn.cli.rehearsal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.pipeline.data.DataConfig;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.parser.RecordSamples;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.userfunction.UserCode;

/** What the makers make is parsed by the parsers that it is made for. */
final class SampleMakersTest {
  private static final int SAMPLES = 200;

  @TempDir private Path directory;

  @Test
  void makesRecordsWhoseIntegersStayBelowTheirLimits() {
    TensorBatch batch =
        parse(
            source(
                """
                Record(fields=[
                  Field("hour", "uint8", tensor="ids"),
                  Field("distance", "uint16", tensor="numbers", dtype="float32", scale=0.001),
                  Field("places", "int16", tensor="ids", count=2),
                  Field("age", "float64", tensor="numbers", dtype="float32"),
                  Field("free", "uint32")],
                  byteorder="big")
                """),
            Map.of("ids", List.of(24L, 1L, 100_000L)));

    long[] ids = batch.tensor(batch.indexOf("ids")).toArray(ValueLayout.JAVA_LONG);
    for (int sample = 0; sample < SAMPLES; sample++) {
      assertThat(ids[3 * sample]).isBetween(0L, 23L);
      assertThat(ids[3 * sample + 1]).isZero();
      assertThat(ids[3 * sample + 2]).isBetween(0L, (long) Short.MAX_VALUE);
    }
    assertThat(IntStream.range(0, SAMPLES).mapToLong(sample -> ids[3 * sample]).distinct().count())
        .isGreaterThan(20);
    assertThat(batch.tensor(batch.indexOf("numbers")).toArray(ValueLayout.JAVA_FLOAT))
        .hasSize(2 * SAMPLES)
        .satisfies(
            numbers -> {
              for (float number : numbers) {
                assertThat(number).isBetween(0f, 1f);
              }
            });
    assertThat(batch.tensor(batch.indexOf("free")).toArray(ValueLayout.JAVA_LONG))
        .hasSize(SAMPLES)
        .satisfies(numbers -> assertThat(numbers).doesNotContain(256));
  }

  @Test
  void makesImagesOfTheSizeThatTheParserWants() {
    TensorBatch batch =
        parse(source("Image(mode=\"L\", height=20, width=12, tensor=\"picture\")"), Map.of());
    assertThat(batch.specifications().getFirst().shape()).containsExactly(20L, 12L, 1L);
    byte[] pixels = batch.tensor(0).toArray(ValueLayout.JAVA_BYTE);
    assertThat(IntStream.range(0, pixels.length).map(pixel -> pixels[pixel]).distinct().count())
        .isGreaterThan(200);
  }

  @Test
  void makesImagesThatAreLargerThanWhatIsCutOut() {
    DataConfig source =
        source("Image(mode=\"RGB\")", "transforms.CenterCrop((32, 64))", "transforms.ToTensor()");
    assertThat(maker(source, Map.of()).description()).isEqualTo("colour images of 72 x 72 pixels");
    assertThat(parse(source, Map.of()).specifications().getFirst().shape())
        .containsExactly(32L, 64L, 3L);
  }

  @Test
  void makesLinesOfNumbers() {
    TensorBatch batch =
        parse(
            source("Csv(columns=[3, 1], separator=\";\", dtype=\"int64\", tensor=\"ids\")"),
            Map.of("ids", List.of(2L, 1L)));
    long[] ids = batch.tensor(0).toArray(ValueLayout.JAVA_LONG);
    for (int sample = 0; sample < SAMPLES; sample++) {
      assertThat(ids[2 * sample]).isBetween(0L, 1L);
      assertThat(ids[2 * sample + 1]).isZero();
    }
    parse(source("Csv(columns=[0, 1], header=True)"), Map.of());
    TensorBatch mixed =
        parse(
            source("Csv([Column(2), Column(0, dtype='int64', tensor='ids')])"),
            Map.of("ids", List.of(1L)));
    assertThat(mixed.tensor(1).toArray(ValueLayout.JAVA_LONG)).containsOnly(0);
  }

  @Test
  void makesRecordsOfCriteo() {
    TensorBatch batch =
        parse(source("Criteo()"), Map.of("categorical_input", Collections.nCopies(26, 1L)));
    assertThat(batch.tensor(0).toArray(ValueLayout.JAVA_FLOAT)).hasSize(13 * SAMPLES);
    assertThat(batch.tensor(1).toArray(ValueLayout.JAVA_LONG))
        .hasSize(26 * SAMPLES)
        .containsOnly(0);
  }

  @Test
  void takesTheUsersOwnSamples() throws IOException {
    DataConfig source =
        source(
            """
            public List<TensorSpecification> tensors() {
              return List.of(new TensorSpecification("data", TensorDataType.INT64, List.of(1L)));
            }
            public void parse(ByteBuffer sample, TensorRow row) {
              row.putLong(0, 0, sample.remaining());
            }
            """);
    SampleMakers.Context context = new SampleMakers.Context(source, List.of(), Map.of());
    assertThatThrownBy(() -> SampleMakers.create(context, Optional.empty()))
        .isInstanceOf(ModynException.class)
        .hasMessageStartingWith("bytes_parser_function: ")
        .hasMessageContaining("--samples");
    assertThatThrownBy(() -> SampleMakers.create(context, Optional.of(directory)))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining(directory + " is not a directory with files");

    Files.writeString(directory.resolve("a"), "12345");
    Files.writeString(directory.resolve("b"), "123");
    SampleMaker maker = SampleMakers.create(context, Optional.of(directory));
    SplittableRandom random = new SplittableRandom(1);
    assertThat(IntStream.range(0, 50).mapToObj(sample -> maker.make(random).length))
        .containsOnly(3, 5);
  }

  private static DataConfig source(String parser, String... transformations) {
    return new DataConfig(
        "things", parser, List.of(transformations), "", Optional.empty(), Optional.empty());
  }

  private static InputPipeline pipeline(DataConfig source) {
    return InputPipeline.create(
        source.bytesParserFunction(), source.transformations(), UserCode.withoutPlugins());
  }

  private static SampleMaker maker(DataConfig source, Map<String, List<Long>> limits) {
    return SampleMakers.create(
        new SampleMakers.Context(source, pipeline(source).parser().tensors(), limits),
        Optional.empty());
  }

  private static TensorBatch parse(DataConfig source, Map<String, List<Long>> limits) {
    SampleMaker maker = maker(source, limits);
    SplittableRandom random = new SplittableRandom(1);
    byte[][] samples =
        IntStream.range(0, SAMPLES).mapToObj(sample -> maker.make(random)).toArray(byte[][]::new);
    InputPipeline pipeline = pipeline(source);
    TensorBatch batch = new TensorBatch(pipeline.parser().tensors(), SAMPLES);
    try (RecordSamples sent = new RecordSamples(samples)) {
      sent.parse(pipeline.parser(), 0, SAMPLES, batch, 0);
    }
    return batch;
  }
}
