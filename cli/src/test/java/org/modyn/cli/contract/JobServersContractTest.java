package org.modyn.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.evaluator.EvaluatorServer;
import org.modyn.ml.testing.LearnableSamples;
import org.modyn.ml.testing.TestModelStorage;
import org.modyn.ml.testing.TestSelector;
import org.modyn.ml.testing.TestStorage;
import org.modyn.proto.evaluator.DatasetInfo;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.evaluator.EvaluateModelResponse;
import org.modyn.proto.evaluator.EvaluationCleanupRequest;
import org.modyn.proto.evaluator.EvaluationInterval;
import org.modyn.proto.evaluator.EvaluationIntervalData;
import org.modyn.proto.evaluator.EvaluationResultRequest;
import org.modyn.proto.evaluator.EvaluationResultResponse;
import org.modyn.proto.evaluator.EvaluationStatusRequest;
import org.modyn.proto.evaluator.EvaluationStatusResponse;
import org.modyn.proto.evaluator.EvaluatorGrpc;
import org.modyn.proto.evaluator.EvaluatorGrpc.EvaluatorBlockingStub;
import org.modyn.proto.evaluator.SingleMetricResult;
import org.modyn.proto.trainer.PythonString;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.StopTrainingRequest;
import org.modyn.proto.trainer.StoreFinalModelRequest;
import org.modyn.proto.trainer.StoreFinalModelResponse;
import org.modyn.proto.trainer.TrainerAvailableRequest;
import org.modyn.proto.trainer.TrainerServerGrpc;
import org.modyn.proto.trainer.TrainerServerGrpc.TrainerServerBlockingStub;
import org.modyn.proto.trainer.TrainingStatusRequest;
import org.modyn.proto.trainer.TrainingStatusResponse;
import org.modyn.supervisor.fake.FakeEvaluator;
import org.modyn.supervisor.fake.FakeStorage;
import org.modyn.supervisor.fake.FakeTrainer;
import org.modyn.trainer.TrainerServer;

/**
 * The trainer and the evaluator that the supervisor's tests use answer as the real ones do: the
 * same calls, also of jobs that nobody knows, have the same results.
 */
@Timeout(120)
final class JobServersContractTest {
  private static final ServiceAddress ANY_PORT = new ServiceAddress("localhost", 0);
  private static final int SAMPLES = 200;
  private static final int UNKNOWN = 1_000;

  @TempDir private static Path directory;
  private static GrpcServer storage;
  private static GrpcServer selector;
  private static GrpcServer modelStorage;
  private static TrainerServer trainerServer;
  private static EvaluatorServer evaluatorServer;
  private static GrpcClient trainerClient;
  private static GrpcClient evaluatorClient;
  private static TrainerServerBlockingStub trainer;
  private static EvaluatorBlockingStub evaluator;

  @BeforeAll
  static void startRealServers() {
    TestSelector trainingSets =
        new TestSelector(LongStream.range(0, SAMPLES).toArray(), 1, 1, false);
    storage = serve("storage", new TestStorage(SAMPLES, 100, new LearnableSamples()));
    selector = serve("selector", trainingSets);
    modelStorage = serve("model storage", new TestModelStorage());
    ModynConfig defaults = ModynConfig.defaults().withStateDirectory(directory);
    ModynConfig config =
        defaults
            .withStorage(defaults.storage().withAddress(storage.address()))
            .withSelector(defaults.selector().withAddress(selector.address()))
            .withModelStorage(defaults.modelStorage().withAddress(modelStorage.address()))
            .withTrainerServer(defaults.trainerServer().withAddress(ANY_PORT))
            .withEvaluator(defaults.evaluator().withAddress(ANY_PORT));
    trainerServer = TrainerServer.start(config);
    evaluatorServer = EvaluatorServer.start(config);
    trainerClient = GrpcClient.connect("trainer server", trainerServer.address());
    evaluatorClient = GrpcClient.connect("evaluator", evaluatorServer.address());
    trainer = TrainerServerGrpc.newBlockingStub(trainerClient.channel());
    evaluator = EvaluatorGrpc.newBlockingStub(evaluatorClient.channel());
  }

  @AfterAll
  static void stopRealServers() {
    trainerClient.close();
    evaluatorClient.close();
    trainerServer.close();
    evaluatorServer.close();
    List.of(storage, selector, modelStorage).forEach(GrpcServer::close);
  }

  @Test
  void trainingsThatEnd() throws Exception {
    List<Object> answers = answersOfATrainingThatEnds(trainer);
    with(
        new FakeTrainer(),
        client ->
            assertThat(
                    answersOfATrainingThatEnds(TrainerServerGrpc.newBlockingStub(client.channel())))
                .isEqualTo(answers));
  }

  @Test
  void trainingsThatAreStopped() {
    FakeTrainer fake = new FakeTrainer();
    fake.setBehavior(FakeTrainer.Behavior.HANG);
    with(
        fake,
        client ->
            assertThat(
                    answersOfATrainingThatIsStopped(
                        TrainerServerGrpc.newBlockingStub(client.channel())))
                .isEqualTo(answersOfATrainingThatIsStopped(trainer)));
  }

  @Test
  void trainingsThatFail() {
    FakeTrainer fake = new FakeTrainer();
    fake.setBehavior(FakeTrainer.Behavior.FAIL);
    List<Object> answers = answersOfATrainingThatFails(trainer);
    assertThat(answers).contains(Status.Code.ALREADY_EXISTS);
    with(
        fake,
        client ->
            assertThat(
                    answersOfATrainingThatFails(
                        TrainerServerGrpc.newBlockingStub(client.channel())))
                .isEqualTo(answers));
  }

  @Test
  void evaluations() {
    int model = trainModel();
    with(
        new FakeEvaluator(samplesOfTheRealServers()),
        client ->
            assertThat(answersOfEvaluations(EvaluatorGrpc.newBlockingStub(client.channel()), model))
                .isEqualTo(answersOfEvaluations(evaluator, model)));
  }

  @Test
  void evaluationsThatFail() {
    int model = trainModel();
    FakeEvaluator fake = new FakeEvaluator(samplesOfTheRealServers());
    fake.fail();
    with(
        fake,
        client ->
            assertThat(
                    answersOfAnEvaluationThatFails(
                        EvaluatorGrpc.newBlockingStub(client.channel()), model))
                .isEqualTo(answersOfAnEvaluationThatFails(evaluator, model)));
  }

  @Test
  void evaluationsThatAreRequestedAgain() {
    int model = trainModel();
    List<Object> answers = answersOfAnEvaluationThatIsRequestedAgain(evaluator, model);
    assertThat(answers).contains(Status.Code.ALREADY_EXISTS);
    with(
        new FakeEvaluator(samplesOfTheRealServers()),
        client ->
            assertThat(
                    answersOfAnEvaluationThatIsRequestedAgain(
                        EvaluatorGrpc.newBlockingStub(client.channel()), model))
                .isEqualTo(answers));
  }

  private static FakeStorage samplesOfTheRealServers() {
    FakeStorage samples = new FakeStorage();
    samples.add(
        TestStorage.DATASET, IntStream.range(0, SAMPLES).mapToLong(key -> key / 10).toArray());
    return samples;
  }

  private static List<Object> answersOfATrainingThatEnds(TrainerServerBlockingStub server) {
    List<Object> answers = new ArrayList<>();
    answers.add(server.trainerAvailable(TrainerAvailableRequest.getDefaultInstance()));
    for (int unknown : new int[] {-1, 0, UNKNOWN}) {
      answers.add(status(server, unknown, ""));
      answers.add(store(server, unknown, ""));
      answers.add(stop(server, unknown, ""));
    }
    StartTrainingRequest request = training("ends", 1);
    int id = server.startTraining(request).getTrainingId();
    answers.add(server.startTraining(request).getTrainingId() == id);
    for (String requestId : List.of("ends", "")) {
      TrainingStatusResponse ended = awaitEndOfTraining(server, id, requestId);
      answers.addAll(flags(ended));
      answers.add(ended.hasLog());
    }
    answers.add(status(server, id, "of another"));
    answers.add(store(server, id, "of another"));
    answers.add(stop(server, id, "of another"));
    StoreFinalModelResponse stored = store(server, id, "ends");
    answers.add(stored.getValidState());
    answers.add(store(server, id, "ends").equals(stored));
    answers.add(stop(server, id, "ends"));
    return answers;
  }

  private static List<Object> answersOfATrainingThatIsStopped(TrainerServerBlockingStub server) {
    int id = server.startTraining(training("is stopped", 1_000_000)).getTrainingId();
    List<Object> answers = new ArrayList<>(flags(status(server, id, "is stopped")));
    answers.add(store(server, id, "is stopped"));
    answers.add(stop(server, id, "of another"));
    answers.addAll(flags(status(server, id, "is stopped")));
    answers.add(stop(server, id, "is stopped"));
    answers.add(store(server, id, "is stopped"));
    return answers;
  }

  /** The loss does not know the labels. */
  private static List<Object> answersOfATrainingThatFails(TrainerServerBlockingStub server) {
    StartTrainingRequest request =
        training("fails", 1).toBuilder()
            .setLabelTransformer(PythonString.newBuilder().setValue("Shift(by=5)"))
            .build();
    int id = server.startTraining(request).getTrainingId();
    TrainingStatusResponse ended = awaitEndOfTraining(server, id, "fails");
    List<Object> answers = new ArrayList<>(flags(ended));
    answers.add(ended.hasLog());
    answers.add(server.startTraining(request).getTrainingId() == id);
    answers.add(
        codeOf(() -> server.startTraining(request.toBuilder().setEpochsPerTrigger(2).build())));
    answers.add(store(server, id, "fails"));
    answers.add(stop(server, id, "fails"));
    answers.addAll(flags(status(server, id, "fails")));
    return answers;
  }

  /** What a status says but measures. */
  private static List<Object> flags(TrainingStatusResponse status) {
    return List.of(
        status.getValid(),
        status.getIsRunning(),
        status.getIsTraining(),
        status.getStateAvailable(),
        status.hasException());
  }

  private static List<Object> answersOfEvaluations(EvaluatorBlockingStub server, int model) {
    List<Object> answers = new ArrayList<>();
    for (int unknown : new int[] {-1, 0, UNKNOWN}) {
      answers.add(status(server, unknown, ""));
      answers.add(result(server, unknown, ""));
    }
    answers.add(cleanUp(server, List.of(UNKNOWN + 1, UNKNOWN), List.of()));
    answers.add(server.evaluateModel(evaluation(model, "empty", interval(5_000, 6_000))));

    EvaluateModelResponse started =
        server.evaluateModel(
            evaluation(model, "ends", interval(5_000, 6_000), interval(3, 5), interval(0, 2)));
    int id = started.getEvaluationId();
    answers.add(started.toBuilder().clearEvaluationId().build());
    answers.add(awaitEndOfEvaluation(server, id, "ends"));
    answers.add(status(server, id, "of another"));
    answers.add(result(server, id, "of another"));
    for (String requestId : List.of("ends", "")) {
      answers.addAll(intervalsAndMetrics(result(server, id, requestId)));
    }
    cleanUp(server, List.of(id), List.of("of another"));
    answers.add(status(server, id, "ends"));
    cleanUp(server, List.of(id), List.of("ends"));
    answers.add(status(server, id, "ends"));
    answers.add(result(server, id, "ends"));
    return answers;
  }

  /** A function of the user fails. */
  private static List<Object> answersOfAnEvaluationThatFails(
      EvaluatorBlockingStub server, int model) {
    EvaluateModelRequest request =
        evaluation(model, "fails", interval(0, 2)).toBuilder()
            .setLabelTransformer(
                org.modyn.proto.evaluator.PythonString.newBuilder()
                    .setValue(
                        "public long transform(long label) {"
                            + " throw new IllegalStateException(\"fails\"); }"))
            .build();
    int id = server.evaluateModel(request).getEvaluationId();
    EvaluationStatusResponse ended = awaitEndOfEvaluation(server, id, "fails");
    List<Object> answers = new ArrayList<>();
    answers.addAll(List.of(ended.getValid(), ended.getIsRunning(), ended.hasException()));
    answers.add(result(server, id, "fails"));
    answers.add(server.evaluateModel(request).getEvaluationId() == id);
    cleanUp(server, List.of(id), List.of("fails"));
    answers.add(status(server, id, "fails"));
    return answers;
  }

  private static List<Object> answersOfAnEvaluationThatIsRequestedAgain(
      EvaluatorBlockingStub server, int model) {
    EvaluateModelRequest request = evaluation(model, "again", interval(3, 5), interval(0, 2));
    EvaluateModelResponse started = server.evaluateModel(request);
    int id = started.getEvaluationId();
    List<Object> answers = new ArrayList<>();
    answers.add(server.evaluateModel(request).equals(started));
    awaitEndOfEvaluation(server, id, "again");
    answers.add(server.evaluateModel(request).equals(started));
    answers.add(codeOf(() -> server.evaluateModel(request.toBuilder().setBatchSize(51).build())));
    EvaluateModelRequest withoutId = request.toBuilder().clearRequestId().build();
    int other = server.evaluateModel(withoutId).getEvaluationId();
    answers.add(other == id);
    answers.add(other == server.evaluateModel(withoutId).getEvaluationId());
    cleanUp(server, List.of(id), List.of("again"));
    answers.add(server.evaluateModel(request).getEvaluationId() == id);
    return answers;
  }

  /** All of a result but the values. */
  private static List<Object> intervalsAndMetrics(EvaluationResultResponse result) {
    List<Object> found = new ArrayList<>();
    found.add(result.getValid());
    for (EvaluationIntervalData interval : result.getEvaluationResultsList()) {
      found.add(interval.getIntervalIndex());
      interval.getEvaluationDataList().stream()
          .map(SingleMetricResult::getMetric)
          .forEach(found::add);
    }
    return found;
  }

  private static int trainModel() {
    int id = trainer.startTraining(training("makes a model", 1)).getTrainingId();
    awaitEndOfTraining(trainer, id, "makes a model");
    return store(trainer, id, "makes a model").getModelId();
  }

  private static GrpcServer serve(String name, BindableService service) {
    return GrpcServer.start(name, ANY_PORT, List.of(service.bindService()));
  }

  private static void with(BindableService service, Consumer<GrpcClient> test) {
    try (GrpcServer fakeServer = serve("fake", service);
        GrpcClient fakeClient = GrpcClient.connect("fake", fakeServer.address())) {
      test.accept(fakeClient);
    }
  }

  private static StartTrainingRequest training(String requestId, int epochs) {
    return LearnableSamples.training()
        .setRequestId(requestId)
        .setEpochsPerTrigger(epochs)
        .setSeed(1)
        .build();
  }

  private static TrainingStatusResponse status(
      TrainerServerBlockingStub server, int id, String requestId) {
    return first(() -> watch(server, id, requestId));
  }

  private static Iterator<TrainingStatusResponse> watch(
      TrainerServerBlockingStub server, int id, String requestId) {
    return server.watchTraining(
        TrainingStatusRequest.newBuilder().setTrainingId(id).setRequestId(requestId).build());
  }

  private static TrainingStatusResponse awaitEndOfTraining(
      TrainerServerBlockingStub server, int id, String requestId) {
    return last(watch(server, id, requestId));
  }

  private static StoreFinalModelResponse store(
      TrainerServerBlockingStub server, int id, String requestId) {
    return server.storeFinalModel(
        StoreFinalModelRequest.newBuilder().setTrainingId(id).setRequestId(requestId).build());
  }

  private static boolean stop(TrainerServerBlockingStub server, int id, String requestId) {
    return server
        .stopTraining(
            StopTrainingRequest.newBuilder().setTrainingId(id).setRequestId(requestId).build())
        .getValid();
  }

  private static EvaluateModelRequest evaluation(
      int model, String requestId, EvaluationInterval... intervals) {
    return EvaluateModelRequest.newBuilder()
        .setModelId(model)
        .setRequestId(requestId)
        .setDevice("cpu")
        .setBatchSize(50)
        .setDatasetInfo(
            DatasetInfo.newBuilder()
                .setDatasetId(TestStorage.DATASET)
                .setNumDataloaders(1)
                .addAllEvaluationIntervals(List.of(intervals)))
        .addMetrics(
            metric(
                "{\"name\": \"Accuracy\", \"evaluation_transformer_function\": \"Threshold(0)\"}"))
        .addMetrics(metric("{\"name\": \"RocAuc\"}"))
        .setBytesParser(
            org.modyn.proto.evaluator.PythonString.newBuilder().setValue(LearnableSamples.PARSER))
        .build();
  }

  private static org.modyn.proto.evaluator.JsonString metric(String text) {
    return org.modyn.proto.evaluator.JsonString.newBuilder().setValue(text).build();
  }

  private static EvaluationInterval interval(long start, long end) {
    return EvaluationInterval.newBuilder().setStartTimestamp(start).setEndTimestamp(end).build();
  }

  private static EvaluationStatusResponse status(
      EvaluatorBlockingStub server, int id, String requestId) {
    return first(() -> watch(server, id, requestId));
  }

  private static Iterator<EvaluationStatusResponse> watch(
      EvaluatorBlockingStub server, int id, String requestId) {
    return server.watchEvaluation(
        EvaluationStatusRequest.newBuilder().setEvaluationId(id).setRequestId(requestId).build());
  }

  private static EvaluationStatusResponse awaitEndOfEvaluation(
      EvaluatorBlockingStub server, int id, String requestId) {
    return last(watch(server, id, requestId));
  }

  private static EvaluationResultResponse result(
      EvaluatorBlockingStub server, int id, String requestId) {
    return server.getEvaluationResult(
        EvaluationResultRequest.newBuilder().setEvaluationId(id).setRequestId(requestId).build());
  }

  private static List<Integer> cleanUp(
      EvaluatorBlockingStub server, List<Integer> ids, List<String> requestIds) {
    return server
        .cleanupEvaluations(
            EvaluationCleanupRequest.newBuilder()
                .addAllEvaluationIds(ids)
                .addAllRequestIds(requestIds)
                .build())
        .getSucceededList();
  }

  /** Returns the current status, and cancels the call. */
  private static <T> T first(Supplier<Iterator<T>> watch) {
    try (CancellableContext call = Context.current().withCancellation()) {
      Context caller = call.attach();
      try {
        return watch.get().next();
      } finally {
        call.detach(caller);
      }
    }
  }

  /** Returns the status with which a job ends. */
  private static <T> T last(Iterator<T> statuses) {
    T status = statuses.next();
    while (statuses.hasNext()) {
      status = statuses.next();
    }
    return status;
  }

  /** Returns the status code with which a call fails; OK if it does not fail. */
  private static Status.Code codeOf(Runnable call) {
    try {
      call.run();
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }
}
