package org.modyn.trainer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.selection.downsampling.SingleDownsamplingConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.UserCodePolicy;
import org.modyn.common.downsampling.DownsamplingSpecification;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.ml.testing.LearnableSamples;
import org.modyn.ml.testing.TestEngine;
import org.modyn.ml.testing.TestModelStorage;
import org.modyn.ml.testing.TestSelector;
import org.modyn.ml.testing.TestStorage;
import org.modyn.proto.trainer.Data;
import org.modyn.proto.trainer.FieldProblem;
import org.modyn.proto.trainer.JsonString;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.StoreFinalModelRequest;
import org.modyn.proto.trainer.TrainerServerGrpc;
import org.modyn.proto.trainer.TrainingStatusRequest;
import org.modyn.proto.trainer.TrainingStatusResponse;

/** A trainer server, with everything around it, and a client. */
final class TrainerFixture implements AutoCloseable {
  static final int SAMPLES = 2_000;

  /** So that selected samples have several partitions. */
  private static final int KEYS_IN_MEMORY = 300;

  private static final Path DIRECTORIES_OF_TESTS = Path.of(System.getProperty("java.io.tmpdir"));
  private static final ServiceAddress ANY_PORT = new ServiceAddress("localhost", 0);

  final Path stateDirectory;
  final TestModelStorage models = new TestModelStorage();
  TrainerServer server;
  TrainerServerGrpc.TrainerServerBlockingStub trainer;
  private final TestSelector trainingSets;
  private final GrpcServer storage;
  private final GrpcServer selector;
  private final GrpcServer modelStorage;
  private final ModynConfig config;
  private GrpcClient client;

  private TrainerFixture(boolean weighted, UserCodePolicy userCode) {
    this(weighted, userCode, temporaryDirectory());
  }

  private TrainerFixture(boolean weighted, UserCodePolicy userCode, Path stateDirectory) {
    this.stateDirectory = stateDirectory;
    TestEngine.load();
    storage =
        GrpcServer.start(
            "storage",
            ANY_PORT,
            List.of(new TestStorage(SAMPLES, 500, new LearnableSamples()).bindService()));
    long[] keys = LongStream.range(0, SAMPLES).toArray();
    trainingSets = new TestSelector(keys, 2, 2, weighted);
    selector = GrpcServer.start("selector", ANY_PORT, List.of(trainingSets.bindService()));
    modelStorage = GrpcServer.start("model storage", ANY_PORT, List.of(models.bindService()));
    ModynConfig defaults = ModynConfig.defaults().withStateDirectory(stateDirectory);
    config =
        defaults
            .withStorage(defaults.storage().withAddress(storage.address()))
            .withSelector(defaults.selector().withAddress(selector.address()))
            .withModelStorage(defaults.modelStorage().withAddress(modelStorage.address()))
            .withUserCode(userCode)
            .withTrainerServer(
                defaults
                    .trainerServer()
                    .withAddress(ANY_PORT)
                    .withFileRoots(List.of(DIRECTORIES_OF_TESTS, Path.of("/no")))
                    .withCheckpointRoots(List.of(DIRECTORIES_OF_TESTS)))
            .withUnreachableServerTimeout(Duration.ofSeconds(2));
    startServer();
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("trainer-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void startServer() {
    server = TrainerServer.start(config);
    client = GrpcClient.connect("trainer server", server.address());
    trainer = TrainerServerGrpc.newBlockingStub(client.channel());
  }

  static TrainerFixture start() {
    return start(UserCodePolicy.JAVA);
  }

  static TrainerFixture start(UserCodePolicy userCode) {
    return new TrainerFixture(false, userCode);
  }

  /** A trainer server with another state directory, which is deleted at the end. */
  static TrainerFixture startIn(Path stateDirectory) {
    return new TrainerFixture(false, UserCodePolicy.JAVA, stateDirectory);
  }

  static TrainerFixture startWeighted() {
    return new TrainerFixture(true, UserCodePolicy.JAVA);
  }

  /** Trainings that begin from now on have the keys from {@code start} to {@code end}. */
  void select(long start, long end) {
    trainingSets.select(LongStream.range(start, end).toArray());
  }

  /**
   * Trainings that begin from now on are downsampled.
   *
   * @param config the section {@code downsampling_config} of a pipeline file, without braces
   */
  void downsample(String config) {
    trainingSets.downsample(
        new DownsamplingSpecification(
            ConfigLoader.parse(
                "downsampling_config", "{" + config + "}", SingleDownsamplingConfig.class),
            KEYS_IN_MEMORY));
  }

  /** Triggers have these holdout sets from now on. */
  void holdOut(long[]... sets) {
    trainingSets.holdOut(List.of(sets));
  }

  /** Ends the trainer server, and starts one that knows of no training. */
  void restart() {
    client.close();
    server.close();
    startServer();
  }

  void stopStorage() {
    storage.close();
  }

  void stopSelector() {
    selector.close();
  }

  void stopModelStorage() {
    modelStorage.close();
  }

  /** Two epochs in batches of 50, by two workers. */
  static StartTrainingRequest.Builder request() {
    return LearnableSamples.training()
        .setPipelineId(4)
        .setTriggerId(7)
        .setTorchOptimizersConfiguration(optimizer("Adam", 0.03))
        .setDataInfo(Data.newBuilder().setDatasetId(TestStorage.DATASET).setNumDataloaders(2))
        .setEpochsPerTrigger(2)
        .setSeed(1)
        .setShuffle(true)
        .setRecordLossEvery(1);
  }

  static JsonString optimizer(String algorithm, double learningRate) {
    return json(
        """
        {"default": {"algorithm": "%s", "source": "PyTorch",
                     "param_groups": [{"module": "model", "config": {"lr": %s}}]}}\
        """
            .formatted(algorithm, learningRate));
  }

  static JsonString json(String text) {
    return JsonString.newBuilder().setValue(text).build();
  }

  int begin(StartTrainingRequest.Builder request) {
    return trainer.startTraining(request.build()).getTrainingId();
  }

  List<FieldProblem> validate(StartTrainingRequest.Builder request) {
    return trainer.validateTraining(request.build()).getProblemsList();
  }

  TrainingStatusResponse status(int trainingId) {
    return trainer.getTrainingStatus(
        TrainingStatusRequest.newBuilder().setTrainingId(trainingId).build());
  }

  TrainingStatusResponse awaitEnd(int trainingId) throws InterruptedException {
    TrainingStatusResponse status = status(trainingId);
    while (status.getIsRunning()) {
      Thread.sleep(5);
      status = status(trainingId);
    }
    return status;
  }

  /** Trains, stores the model, and returns its id. */
  int train(StartTrainingRequest.Builder request) throws InterruptedException {
    int training = begin(request);
    awaitEnd(training);
    return trainer
        .storeFinalModel(StoreFinalModelRequest.newBuilder().setTrainingId(training).build())
        .getModelId();
  }

  @Override
  public void close() {
    client.close();
    server.close();
    storage.close();
    selector.close();
    modelStorage.close();
    DurableFiles.deleteRecursively(stateDirectory);
  }
}
