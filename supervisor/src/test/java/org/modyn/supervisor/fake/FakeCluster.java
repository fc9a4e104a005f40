package org.modyn.supervisor.fake;

import io.grpc.BindableService;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;

/** All servers but the supervisor, each on its own port. */
public final class FakeCluster implements AutoCloseable {
  /** A pipeline that a supervisor among these servers accepts. */
  public static final String PIPELINE =
      """
      pipeline: {name: flights}
      model: {id: DLRM, config: {embedding_dim: 16}}
      model_storage: {full_model_strategy: {name: PyTorchFullModel}}
      training:
        gpus: 1
        dataloader_workers: 2
        batch_size: 512
        shuffle: true
        use_previous_model: true
        initial_model: random
        seed: 42
        num_samples_to_pass: [10, 20, 30]
        checkpointing: {activated: false}
        optimizers:
          - name: default
            algorithm: Adam
            source: PyTorch
            param_groups: [{module: model, config: {lr: 0.001}}]
        optimization_criterion: {name: BCEWithLogitsLoss}
      data:
        dataset_id: flights
        bytes_parser_function: 'Record(fields=[Field("hour", "uint8")])'
      trigger: {id: TimeTrigger, every: 100s}
      selection_strategy:
        name: NewDataStrategy
        maximum_keys_in_memory: 1000
        storage_backend: local
        tail_triggers: 0
      evaluation:
        device: cpu
        handlers:
          - name: future
            execution_time: after_pipeline
            models: matrix
            strategy: {type: SlicingEvalStrategy, eval_every: 200s, eval_start_from: 0, eval_end_at: 600}
            datasets: [flights]
        datasets:
          - dataset_id: flights
            bytes_parser_function: 'Record(fields=[Field("hour", "uint8")])'
            batch_size: 512
            dataloader_workers: 1
            metrics:
              - {name: Accuracy, evaluation_transformer_function: 'Threshold(0)'}
              - {name: RocAuc}
      """;

  private final FakeStorage storage = new FakeStorage();
  private final FakeSelector selector = new FakeSelector();
  private final FakeTrainer trainer = new FakeTrainer();
  private final FakeModelStorage modelStorage = new FakeModelStorage();
  private final FakeEvaluator evaluator = new FakeEvaluator(storage);

  private final GrpcServer storageServer = start("storage", storage);
  private final GrpcServer selectorServer = start("selector", selector);
  private GrpcServer trainerServer = start("trainer", trainer);
  private final GrpcServer modelStorageServer = start("model storage", modelStorage);
  private final GrpcServer evaluatorServer = start("evaluator", evaluator);

  public FakeStorage storage() {
    return storage;
  }

  public FakeSelector selector() {
    return selector;
  }

  public FakeTrainer trainer() {
    return trainer;
  }

  public FakeModelStorage modelStorage() {
    return modelStorage;
  }

  public FakeEvaluator evaluator() {
    return evaluator;
  }

  /** Stops the trainer server and returns where it was. */
  public ServiceAddress killTrainer() {
    trainerServer.close();
    return trainerServer.address();
  }

  /** Starts the trainer server where it was. */
  public void reviveTrainer() {
    trainerServer =
        GrpcServer.start("trainer", trainerServer.address(), List.of(trainer.bindService()));
  }

  /**
   * The configuration for a supervisor beside these servers; the dataset {@code flights} has a
   * selector batch size of 3.
   */
  public ModynConfig config(DatabaseConfig database, Path stateDirectory) {
    ModynConfig defaults = ModynConfig.defaults();
    DatasetConfig flights =
        new DatasetConfig(
            "flights",
            "",
            "1",
            "/flights",
            "LocalFilesystemWrapper",
            "BinaryFileWrapper",
            Map.of(
                "byteorder", "little", "record_size", 9, "label_size", 1, "file_extension", ".bin"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            3);
    return defaults
        .withStorage(
            defaults.storage().withAddress(storageServer.address()).withDatasets(List.of(flights)))
        .withSelector(defaults.selector().withAddress(selectorServer.address()))
        .withTrainerServer(defaults.trainerServer().withAddress(trainerServer.address()))
        .withModelStorage(defaults.modelStorage().withAddress(modelStorageServer.address()))
        .withEvaluator(defaults.evaluator().withAddress(evaluatorServer.address()))
        .withSupervisor(defaults.supervisor().withAddress(new ServiceAddress("localhost", 0)))
        .withMetadataDatabase(database)
        .withStateDirectory(stateDirectory);
  }

  private static GrpcServer start(String name, BindableService service) {
    return GrpcServer.start(
        name, new ServiceAddress("localhost", 0), List.of(service.bindService()));
  }

  @Override
  public void close() {
    List.of(storageServer, selectorServer, trainerServer, modelStorageServer, evaluatorServer)
        .forEach(GrpcServer::close);
  }
}
