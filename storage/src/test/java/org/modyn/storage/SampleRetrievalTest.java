package org.modyn.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.csv.CsvDialect;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleException;
import org.modyn.proto.storage.DeleteDataRequest;
import org.modyn.proto.storage.GetRequest;
import org.modyn.proto.storage.GetResponse;
import org.modyn.proto.storage.LocateSamplesRequest;
import org.modyn.proto.storage.SampleLocation;

/** {@code Get}: every sample comes with its own key, or an error comes. */
final class SampleRetrievalTest {
  @TempDir private Path folder;
  private StorageFixture storage;

  @BeforeEach
  void takeThreeFiles() {
    storage = StorageFixture.start(", sample_batch_size: 500");
    StorageFixture.write(folder.resolve("b.bin"), 1000, 0, 700);
    StorageFixture.write(folder.resolve("below/a.bin"), 2000, 700, 800);
    StorageFixture.write(folder.resolve("c.bin"), 2000, 1500, 1);
    StorageFixture.write(folder.resolve("a.bin"), 3000, 1501, 2500);
    storage.register("numbers", folder);
    storage.awaitSamples("numbers", 4001);
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  @Test
  void everySampleComesWithItsKeyWhateverTheOrder() {
    List<Long> keys = new ArrayList<>(LongStream.rangeClosed(1, 4001).boxed().toList());
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(keys, new Random(seed));
      List<Long> asked = keys.subList(0, 4001 - 700 * seed);
      long[] request = asked.stream().mapToLong(Long::longValue).toArray();
      assertThat(storage.readAndCheck("numbers", request))
          .containsExactlyInAnyOrderElementsOf(asked);
    }
  }

  @Test
  void theFirstAndLastSamplesOfEachFile() {
    long[] keys = {4001, 1, 700, 701, 1500, 1501, 1502};
    assertThat(storage.readAndCheck("numbers", keys))
        .containsExactlyInAnyOrder(4001L, 1L, 700L, 701L, 1500L, 1501L, 1502L);
  }

  @Test
  void aKeyAskedForTwiceComesTwice() {
    assertThat(storage.readAndCheck("numbers", 800, 5, 800)).containsExactly(5L, 800L, 800L);
  }

  @Test
  void noKeysAreAnEmptyAnswer() {
    assertThat(storage.readAndCheck("numbers")).isEmpty();
  }

  @Test
  void locatesSamples() {
    assertThat(locate(1502, 1, 4002, 702))
        .containsExactly(
            location(1502, "a.bin", 0), location(1, "b.bin", 0), location(702, "below/a.bin", 1));
    storage
        .stub()
        .deleteData(
            DeleteDataRequest.newBuilder().setDatasetId("numbers").addKeys(1).addKeys(2).build());
    // the third record is the first one that is left
    assertThat(locate(2, 3)).containsExactly(location(3, "b.bin", 0));
    assertThatThrownBy(() -> locate(StorageFixture.keys(1, 10_001)))
        .hasMessageContaining("at most 10000 samples can be located at a time");
  }

  @Test
  void errorsAboutSamplesNameTheirFile() {
    SampleException error =
        new SampleException(702, ModynException.invalidArgument("is a damaged image"));
    assertThat(storage.samples().locate("numbers", error))
        .hasMessage(
            "the sample with key 702 (sample 2 of %s) is a damaged image",
            folder.resolve("below/a.bin"));
    assertThat(storage.samples().locate("no dataset", error)).isSameAs(error);
    storage.stopServer();
    assertThat(storage.samples().locate("numbers", error))
        .isSameAs(error)
        .hasMessage("the sample with key 702 is a damaged image");
    storage.startServer(List.of());
  }

  @Test
  void tellsHowCsvFilesAreWritten() throws IOException {
    Path rows = Files.createDirectory(folder.resolve("rows"));
    storage.register("quoted", rows, NumberedFiles.QUOTED_CSV);
    storage.register("plain", rows, NumberedFiles.CSV);
    assertThat(storage.samples().csvDialect("quoted")).contains(CsvDialect.RFC_4180);
    assertThat(storage.samples().csvDialect("plain"))
        .contains(new CsvDialect((byte) ';', CsvDialect.NO_QUOTE, true, true));
    assertThat(storage.samples().csvDialect("numbers")).isEmpty();
    assertThatThrownBy(() -> storage.samples().csvDialect("none"))
        .hasMessageContaining("there is no dataset 'none'");
  }

  private List<SampleLocation> locate(long... keys) {
    return storage
        .stub()
        .locateSamples(
            LocateSamplesRequest.newBuilder()
                .setDatasetId("numbers")
                .addAllKeys(Arrays.stream(keys).boxed().toList())
                .build())
        .getSamplesList();
  }

  private SampleLocation location(long key, String file, long index) {
    return SampleLocation.newBuilder()
        .setKey(key)
        .setPath(folder.resolve(file).toString())
        .setIndex(index)
        .build();
  }

  @Test
  void aGeneratedClientReadsTheSame() {
    Iterator<GetResponse> messages =
        storage.stub().get(request("numbers", StorageFixture.keys(1, 4001)));
    int samples = 0;
    while (messages.hasNext()) {
      GetResponse message = messages.next();
      assertThat(message.getSamplesCount()).isBetween(1, 500);
      for (int i = 0; i < message.getSamplesCount(); i++) {
        long number =
            message.getSamples(i).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(message.getKeys(i)).isEqualTo(number + 1);
        assertThat(message.getLabels(i)).isEqualTo(StorageFixture.label(number));
        samples++;
      }
    }
    assertThat(samples).isEqualTo(4001);
  }

  @Test
  void unknownKeysAreNamedBeforeAnySampleIsSent() {
    long[] keys = {1, 4002, 0, 17, -5, Long.MAX_VALUE, Long.MIN_VALUE, 5000, 6000};
    Iterator<GetResponse> messages = storage.stub().get(request("numbers", keys));
    assertThatThrownBy(messages::next)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND))
        .hasMessageContaining("the dataset 'numbers' has no samples with the keys")
        .hasMessageContaining("-5, 0, 4002, 5000 and more");
  }

  @Test
  void anUnknownDatasetIsNotFound() {
    assertFails("letters", ErrorCategory.NOT_FOUND, "there is no dataset 'letters'", 1);
  }

  @Test
  void aFileThatChangedIsDataLossAndTheOthersAreServed() throws IOException {
    storage.readAndCheck("numbers", StorageFixture.keys(1, 4001));
    Files.write(folder.resolve("b.bin"), new byte[20], StandardOpenOption.APPEND);
    assertFails("numbers", ErrorCategory.DATA_LOSS, "b.bin", 3, 900);
    assertThat(storage.readAndCheck("numbers", StorageFixture.keys(701, 4001))).hasSize(3301);
    storage.awaitStatus(
        "numbers",
        status ->
            status.getRejectedFilesList().stream()
                .anyMatch(
                    file ->
                        file.getPath().equals("b.bin") && file.getReason().contains("changed")));
  }

  @Test
  void aFileThatWasOverwrittenIsDataLoss() {
    storage.readAndCheck("numbers", 1502);
    StorageFixture.write(folder.resolve("a.bin"), 4000, 0, 2500);
    assertFails("numbers", ErrorCategory.DATA_LOSS, "a.bin", 1502);
  }

  @Test
  void aFileThatWasCutIsDataLoss() throws IOException {
    storage.readAndCheck("numbers", 1502);
    Files.write(folder.resolve("a.bin"), new byte[0]);
    assertFails("numbers", ErrorCategory.DATA_LOSS, "a.bin", 4001);
  }

  @Test
  void aFileThatVanishedIsDataLoss() throws IOException {
    Files.delete(folder.resolve("below/a.bin"));
    assertFails("numbers", ErrorCategory.DATA_LOSS, "below/a.bin", 900);
    storage.awaitStatus(
        "numbers",
        status ->
            status.getRejectedFilesList().stream()
                .anyMatch(
                    file ->
                        file.getPath().equals("below/a.bin")
                            && file.getReason().contains("vanished")));
  }

  private void assertFails(String dataset, ErrorCategory category, String message, long... keys) {
    assertThatThrownBy(() -> storage.readAndCheck(dataset, keys))
        .isInstanceOfSatisfying(
            ModynException.class, e -> assertThat(e.category()).isEqualTo(category))
        .hasMessageContaining(message);
  }

  private static GetRequest request(String dataset, long[] keys) {
    return GetRequest.newBuilder()
        .setDatasetId(dataset)
        .addAllKeys(Arrays.stream(keys).boxed().toList())
        .build();
  }
}
