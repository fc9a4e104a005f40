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
