package org.modyn.modelstorage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.model.ModelStorageClient;
import org.modyn.common.trained.TrainedSamplesWriter;
import org.modyn.modelstorage.model.Sha256;
import org.modyn.proto.modelstorage.DeleteModelRequest;
import org.modyn.proto.modelstorage.DeletePipelineRequest;
import org.modyn.proto.modelstorage.DescribeModelRequest;
import org.modyn.proto.modelstorage.GetTrainedSamplesRequest;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.modelstorage.ModelSummary;
import org.modyn.proto.modelstorage.StoreModelRequest;
import org.modyn.proto.modelstorage.StoreModelResponse;
import org.modyn.proto.modelstorage.TrainedSamplesColumns;

/** The samples that a model was trained on are stored, served and deleted with the model. */
final class TrainedSamplesTest {
  private static final int PIPELINE = 5;
  private static final int TRIGGER = 2;
  private static final int SAMPLES_AN_EPOCH = 100_000;

  @TempDir private Path directory;
  @TempDir private Path clientDirectory;
  private ModelStorageFixture storage;

  @BeforeEach
  void start() {
    storage = ModelStorageFixture.start(directory);
    storage.register(PIPELINE, Models.FULL);
  }

  @AfterEach
  void stop() {
    storage.close();
  }

  /** Two epochs; each number follows from the epoch and the index of the sample. */
  private Path samples() {
    Path file = clientDirectory.resolve("samples");
    try (TrainedSamplesWriter writer = TrainedSamplesWriter.create(file, PIPELINE, TRIGGER)) {
      for (int epoch = 0; epoch < 2; epoch++) {
        long[] keys = new long[SAMPLES_AN_EPOCH];
        float[] column = new float[SAMPLES_AN_EPOCH];
        for (int index = 0; index < SAMPLES_AN_EPOCH; index++) {
          keys[index] = 1_000 * epoch + index;
          column[index] = index + 0.5f * epoch;
        }
        MemorySegment floats = MemorySegment.ofArray(column);
        writer.add(epoch, SAMPLES_AN_EPOCH, keys, floats, floats, floats);
      }
      writer.sync();
    }
    return file;
  }

  private int store(Optional<Path> samples) {
    Path weights = Models.write(clientDirectory.resolve("weights"), Models.safetensors(100, 1));
    return new ModelStorageClient(storage.channel.channel())
        .store(Models.header(PIPELINE, TRIGGER), weights, samples)
        .modelId();
  }

  private List<TrainedSamplesColumns> read(GetTrainedSamplesRequest request) {
    List<TrainedSamplesColumns> messages = new ArrayList<>();
    storage.stub.getTrainedSamples(request).forEachRemaining(messages::add);
    return messages;
  }

  private List<TrainedSamplesColumns> read(int modelId) {
    return read(GetTrainedSamplesRequest.newBuilder().setModelId(modelId).build());
  }

  private ModelSummary describe(int modelId) {
    return storage
        .stub
        .describeModel(DescribeModelRequest.newBuilder().setModelId(modelId).build())
        .getSummary();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(storage.config.modelsDirectory())) {
      return files
          .filter(Files::isRegularFile)
          .filter(path -> !path.getFileName().toString().equals("lock"))
          .toList();
    }
  }

  private Path samplesFile(int modelId) {
    return storage.config.modelsDirectory().resolve(PIPELINE + "/" + modelId + ".samples");
  }

  private static void assertStatus(ThrowingCallable call, Status.Code code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  @Test
  void columnsComeBackInTheOrderOfTheTraining() throws Exception {
    int modelId = store(Optional.of(samples()));
    storage.restart();
    assertThat(describe(modelId).getTrainedSamples()).isEqualTo(2 * SAMPLES_AN_EPOCH);
    int[] next = new int[2];
    for (TrainedSamplesColumns columns : read(modelId)) {
      int epoch = columns.getEpoch();
      assertThat(columns.getWeightsCount()).isEqualTo(columns.getKeysCount()).isPositive();
      for (int row = 0; row < columns.getKeysCount(); row++) {
        int index = next[epoch]++;
        assertThat(columns.getKeys(row)).isEqualTo(1_000 * epoch + index);
        assertThat(columns.getLosses(row)).isEqualTo(index + 0.5f * epoch);
        assertThat(columns.getWeights(row)).isEqualTo(columns.getLosses(row));
        assertThat(columns.getGradientNorms(row)).isEqualTo(columns.getLosses(row));
      }
    }
    assertThat(next).containsExactly(SAMPLES_AN_EPOCH, SAMPLES_AN_EPOCH);
  }

  @Test
  void aLimitEndsTheStream() {
    int modelId = store(Optional.of(samples()));
    for (int limit : new int[] {0, 1, 65_536, 65_537, 100_001}) {
      List<TrainedSamplesColumns> messages =
          read(GetTrainedSamplesRequest.newBuilder().setModelId(modelId).setLimit(limit).build());
      assertThat(messages.stream().mapToInt(TrainedSamplesColumns::getKeysCount).sum())
          .isEqualTo(limit);
    }
    assertStatus(
        () -> read(GetTrainedSamplesRequest.newBuilder().setModelId(modelId).setLimit(-1).build()),
        Status.Code.INVALID_ARGUMENT,
        "limit");
  }

  @Test
  void aModelWithoutARecordSaysSo() throws Exception {
    int modelId = store(Optional.empty());
    assertThat(files()).hasSize(1);
    assertThat(describe(modelId).hasTrainedSamples()).isFalse();
    assertStatus(
        () -> read(modelId),
        Status.Code.NOT_FOUND,
        "model %s was trained without recording its samples; set training.record_samples"
            .formatted(modelId));
    assertStatus(() -> read(modelId + 1), Status.Code.NOT_FOUND, "there is no model");
  }

  @Test
  void theRecordIsDeletedWithItsModel() throws Exception {
    int first = store(Optional.of(samples()));
    int second = store(Optional.of(samples()));
    assertThat(files()).hasSize(4);
    storage.stub.deleteModel(DeleteModelRequest.newBuilder().setModelId(first).build());
    assertThat(files()).hasSize(2).contains(samplesFile(second));
    assertStatus(() -> read(first), Status.Code.NOT_FOUND, "there is no model");
    storage.stub.deletePipeline(DeletePipelineRequest.newBuilder().setPipelineId(PIPELINE).build());
    assertThat(files()).isEmpty();
  }

  @Test
  void aDamagedFileIsDataLoss() throws Exception {
    int modelId = store(Optional.of(samples()));
    Path file = samplesFile(modelId);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 100] ^= 1;
    Files.write(file, bytes);
    assertStatus(() -> read(modelId), Status.Code.DATA_LOSS, file.toString());
    bytes[3] ^= 1;
    Files.write(file, bytes);
    assertStatus(() -> read(modelId), Status.Code.DATA_LOSS, file.toString());
    Files.delete(file);
    assertStatus(() -> read(modelId), Status.Code.DATA_LOSS, file.toString());
  }

  /** Cut after its header, the file has no damaged block, but too few samples. */
  @Test
  void aFileThatEndsTooEarlyIsDataLoss() throws Exception {
    int modelId = store(Optional.of(samples()));
    Path file = samplesFile(modelId);
    Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 32));
    assertStatus(() -> read(modelId), Status.Code.DATA_LOSS, file + ": it has only 0 of 200000");
  }

  @Test
  void whatIsNoRecordIsRefused() throws Exception {
    Path wrong = Models.write(clientDirectory.resolve("wrong"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> store(Optional.of(wrong)))
        .hasMessageContaining("samples_chunk: not a file of trained samples");
    Path damaged = samples();
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[1_000] ^= 1;
    Files.write(damaged, bytes);
    assertThatThrownBy(() -> store(Optional.of(damaged)))
        .hasMessageContaining("samples_chunk: not a file of trained samples");
    assertThat(files()).isEmpty();
  }

  @Test
  void theOrderOfTheStreamIsChecked() throws Exception {
    byte[] weights = Models.safetensors(10, 1);
    byte[] samples = Files.readAllBytes(samples());
    StoreModelRequest header =
        StoreModelRequest.newBuilder().setHeader(Models.header(PIPELINE, TRIGGER)).build();
    StoreModelRequest chunk =
        StoreModelRequest.newBuilder().setChunk(ByteString.copyFrom(weights)).build();
    StoreModelRequest checksum =
        StoreModelRequest.newBuilder().setChecksum(sha256(weights)).build();
    StoreModelRequest samplesChunk =
        StoreModelRequest.newBuilder()
            .setSamplesChunk(ByteString.copyFrom(samples, 0, 1_000))
            .build();
    StoreModelRequest samplesChecksum =
        StoreModelRequest.newBuilder().setSamplesChecksum(sha256(samples)).build();

    assertRefused("must follow the checksum of the model", header, chunk, samplesChunk);
    assertRefused("there is no samples_chunk", header, chunk, checksum, samplesChecksum);
    assertRefused("ended without a checksum", header, chunk, checksum, samplesChunk);
    assertRefused(
        "samples_checksum: the 1000 bytes received",
        header,
        chunk,
        checksum,
        samplesChunk,
        samplesChecksum);
    assertThat(files()).isEmpty();
  }

  private static ByteString sha256(byte[] bytes) {
    return ByteString.copyFrom(Sha256.newDigest().digest(bytes));
  }

  private void assertRefused(String message, StoreModelRequest... parts) {
    BlockingClientCall<StoreModelRequest, StoreModelResponse> call =
        ModelStorageGrpc.newBlockingV2Stub(storage.channel.channel()).storeModel();
    assertThatThrownBy(
            () -> {
              for (StoreModelRequest part : parts) {
                call.write(part);
              }
              call.halfClose();
              call.read();
            })
        .isInstanceOfSatisfying(
            StatusException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }
}
