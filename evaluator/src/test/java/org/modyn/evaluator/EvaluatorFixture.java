package org.modyn.evaluator;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.UserCodePolicy;
import org.modyn.common.file.DurableFiles;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.sample.SampleClient;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loader.Batch;
import org.modyn.ml.loader.BatchLoader;
import org.modyn.ml.loader.IntervalKeySource;
import org.modyn.ml.loader.LoaderOptions;
import org.modyn.ml.loader.TimeInterval;
import org.modyn.ml.loss.Losses;
import org.modyn.ml.model.Models;
import org.modyn.ml.parser.BytesParser;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.parser.LabelTransformers;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorEngine;
import org.modyn.ml.testing.LearnableSamples;
import org.modyn.ml.testing.TestEngine;
import org.modyn.ml.testing.TestModelStorage;
import org.modyn.ml.testing.TestModelStorage.StoredModel;
import org.modyn.ml.testing.TestStorage;
import org.modyn.ml.training.TrainingSession;
import org.modyn.ml.training.TrainingSetup;
import org.modyn.proto.evaluator.DatasetInfo;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.evaluator.EvaluateModelResponse;
import org.modyn.proto.evaluator.EvaluationInterval;
import org.modyn.proto.evaluator.EvaluationIntervalData;
import org.modyn.proto.evaluator.EvaluationResultRequest;
import org.modyn.proto.evaluator.EvaluationResultResponse;
import org.modyn.proto.evaluator.EvaluationStatusRequest;
import org.modyn.proto.evaluator.EvaluationStatusResponse;
import org.modyn.proto.evaluator.EvaluatorGrpc;
import org.modyn.proto.evaluator.FieldProblem;
import org.modyn.proto.evaluator.JsonString;
import org.modyn.proto.evaluator.PythonString;
import org.modyn.proto.evaluator.ValidateEvaluationRequest;
import org.modyn.proto.modelstorage.ModelHeader;

/** An evaluator, with everything around it, and a client. */
final class EvaluatorFixture implements AutoCloseable {
  /** Ten each second. */
  static final int SAMPLES = 2_000;

  private static final ServiceAddress ANY_PORT = new ServiceAddress("localhost", 0);

  final Path stateDirectory;
  final TestModelStorage models = new TestModelStorage();
  final TestStorage samples;
  final EvaluatorServer server;
  final EvaluatorGrpc.EvaluatorBlockingStub evaluator;
  private final TensorEngine engine = TestEngine.load();
  private final GrpcServer storage;
  private final GrpcServer modelStorage;
  private final GrpcClient client;

  private EvaluatorFixture(UserCodePolicy userCode, TestStorage.Samples contents) {
    this(userCode, contents, temporaryDirectory());
  }

  private EvaluatorFixture(
      UserCodePolicy userCode, TestStorage.Samples contents, Path stateDirectory) {
    samples = new TestStorage(SAMPLES, 500, contents);
    this.stateDirectory = stateDirectory;
    storage = GrpcServer.start("storage", ANY_PORT, List.of(samples.bindService()));
    modelStorage = GrpcServer.start("model storage", ANY_PORT, List.of(models.bindService()));
    ModynConfig defaults = ModynConfig.defaults().withStateDirectory(stateDirectory);
    server =
        EvaluatorServer.start(
            defaults
                .withStorage(defaults.storage().withAddress(storage.address()))
                .withModelStorage(defaults.modelStorage().withAddress(modelStorage.address()))
                .withUserCode(userCode)
                .withEvaluator(
                    defaults
                        .evaluator()
                        .withAddress(ANY_PORT)
                        .withFileRoots(List.of(Path.of("../examples")))));
    client = GrpcClient.connect("evaluator", server.address());
    evaluator = EvaluatorGrpc.newBlockingStub(client.channel());
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("evaluator-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An evaluator with another state directory, which is deleted at the end. */
  static EvaluatorFixture startIn(Path stateDirectory) {
    return new EvaluatorFixture(UserCodePolicy.JAVA, new LearnableSamples(), stateDirectory);
  }

  static EvaluatorFixture start() {
    return start(UserCodePolicy.JAVA);
  }

  static EvaluatorFixture start(UserCodePolicy userCode) {
    return new EvaluatorFixture(userCode, new LearnableSamples());
  }

  /** An evaluator with other samples. */
  static EvaluatorFixture start(TestStorage.Samples contents) {
    return new EvaluatorFixture(UserCodePolicy.JAVA, contents);
  }

  /** Writes a model with new weights; returns its file. */
  Path writeModel(String modelClass, String configuration, InputPipeline input, long seed) {
    Path file = stateDirectory.resolve(modelClass + seed + ".safetensors");
    TrainingSetup setup =
        TrainingSetup.of(
            Models.read(modelClass, configuration),
            Losses.REGISTRY.read("name", "CrossEntropyLoss", "criterion", ""),
            """
            {"default": {"algorithm": "SGD", "param_groups":
              [{"module": "model", "config": {"lr": 0.01}}]}}\
            """,
            input,
            seed);
    try (TrainingSession session = TrainingSession.open(engine, Device.CPU, setup)) {
      session.write(file, Map.of());
    }
    return file;
  }

  /** Trains a model on all samples and stores it; returns its id. */
  int trainModel(int epochs) {
    InputPipeline input = InputPipeline.of(BytesParsers.create(LearnableSamples.PARSER));
    Path file = stateDirectory.resolve("trained.safetensors");
    try (GrpcClient storageClient = GrpcClient.connect("storage", storage.address());
        TrainingSession session =
            TrainingSession.open(
                engine,
                Device.CPU,
                TrainingSetup.of(
                    Models.read("DLRM", LearnableSamples.MODEL_CONFIGURATION),
                    Losses.REGISTRY.read("name", "BCEWithLogitsLoss", "criterion", ""),
                    """
                    {"default": {"algorithm": "Adam", "param_groups":
                      [{"module": "model", "config": {"lr": 0.01}}]}}\
                    """,
                    input,
                    1));
        BatchLoader loader = loader(storageClient.channel(), input.parser(), epochs)) {
      for (int epoch = 0; epoch < epochs; epoch++) {
        for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
          try (Batch current = batch) {
            session.step(current.tensors());
          }
        }
      }
      session.write(file, Map.of());
    }
    return addModel(file, "DLRM");
  }

  private static BatchLoader loader(Channel storage, BytesParser parser, int epochs) {
    TimeInterval always = new TimeInterval(OptionalLong.empty(), OptionalLong.empty());
    return BatchLoader.start(
        IntervalKeySource.open(storage, TestStorage.DATASET, List.of(always), 1),
        new SampleClient(storage),
        TestStorage.DATASET,
        parser,
        LabelTransformers.create(""),
        new LoaderOptions(1, 50, epochs, true, 1, false, true, 1, 1));
  }

  int addModel(Path weights, String modelClass) {
    return addModel(weights, modelClass, LearnableSamples.MODEL_CONFIGURATION);
  }

  int addModel(Path weights, String modelClass, String configuration) {
    ModelHeader header =
        ModelHeader.newBuilder()
            .setModelClass(modelClass)
            .setModelConfiguration(
                org.modyn.proto.modelstorage.JsonString.newBuilder().setValue(configuration))
            .build();
    try {
      return models.add(
          new StoredModel(
              header, ByteString.copyFrom(Files.readAllBytes(weights)), ByteString.EMPTY));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static EvaluationInterval interval(long start, long end) {
    return EvaluationInterval.newBuilder().setStartTimestamp(start).setEndTimestamp(end).build();
  }

  static EvaluateModelRequest.Builder request(int model, EvaluationInterval... intervals) {
    return EvaluateModelRequest.newBuilder()
        .setModelId(model)
        .setDevice("cpu")
        .setBatchSize(64)
        .setDatasetInfo(
            DatasetInfo.newBuilder()
                .setDatasetId(TestStorage.DATASET)
                .setNumDataloaders(2)
                .addAllEvaluationIntervals(List.of(intervals)))
        .addMetrics(
            json(
                """
                {"name": "Accuracy", "evaluation_transformer_function": "Threshold(0)"}\
                """))
        .addMetrics(json("{\"name\": \"RocAuc\"}"))
        .setBytesParser(PythonString.newBuilder().setValue(LearnableSamples.PARSER));
  }

  static JsonString json(String text) {
    return JsonString.newBuilder().setValue(text).build();
  }

  EvaluateModelResponse begin(EvaluateModelRequest.Builder request) {
    return evaluator.evaluateModel(request.build());
  }

  List<FieldProblem> validate(EvaluateModelRequest.Builder... evaluations) {
    ValidateEvaluationRequest.Builder request =
        ValidateEvaluationRequest.newBuilder()
            .setModelClass("DLRM")
            .setModelConfiguration(json(LearnableSamples.MODEL_CONFIGURATION));
    for (EvaluateModelRequest.Builder evaluation : evaluations) {
      request.addEvaluations(evaluation);
    }
    return evaluator.validateEvaluation(request.build()).getProblemsList();
  }

  EvaluationStatusResponse status(int evaluation) {
    return evaluator.getEvaluationStatus(
        EvaluationStatusRequest.newBuilder().setEvaluationId(evaluation).build());
  }

  EvaluationStatusResponse awaitEnd(int evaluation) throws InterruptedException {
    EvaluationStatusResponse status = status(evaluation);
    while (status.getIsRunning()) {
      Thread.sleep(5);
      status = status(evaluation);
    }
    return status;
  }

  EvaluationResultResponse result(int evaluation) {
    return evaluator.getEvaluationResult(
        EvaluationResultRequest.newBuilder().setEvaluationId(evaluation).build());
  }

  /** Evaluates, and returns the results in the order of the intervals. */
  List<EvaluationIntervalData> evaluate(EvaluateModelRequest.Builder request)
      throws InterruptedException {
    int evaluation = begin(request).getEvaluationId();
    awaitEnd(evaluation);
    return result(evaluation).getEvaluationResultsList();
  }

  @Override
  public void close() {
    client.close();
    server.close();
    storage.close();
    modelStorage.close();
    DurableFiles.deleteRecursively(stateDirectory);
  }
}
