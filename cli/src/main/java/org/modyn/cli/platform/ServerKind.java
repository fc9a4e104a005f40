package org.modyn.cli.platform;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Optional;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.evaluator.EvaluatorServer;
import org.modyn.modelstorage.ModelStorageServer;
import org.modyn.selector.SelectorServer;
import org.modyn.storage.StorageServer;
import org.modyn.supervisor.SupervisorServer;
import org.modyn.trainer.TrainerServer;

/** The six servers, each after those that it needs. */
public enum ServerKind {
  STORAGE("storage") {
    @Override
    public RunningServer start(ModynConfig config) {
      StorageServer server = StorageServer.start(config);
      return new RunningServer(server.address(), server::awaitTermination, server::close);
    }

    @Override
    public ServiceAddress address(ModynConfig config) {
      return config.storage().address();
    }

    @Override
    public ModynConfig withAddress(ModynConfig config, ServiceAddress address) {
      return config.withStorage(config.storage().withAddress(address));
    }
  },
  SELECTOR("selector") {
    @Override
    public RunningServer start(ModynConfig config) {
      SelectorServer server = SelectorServer.start(config);
      return new RunningServer(server.address(), server::awaitTermination, server::close);
    }

    @Override
    public ServiceAddress address(ModynConfig config) {
      return config.selector().address();
    }

    @Override
    public ModynConfig withAddress(ModynConfig config, ServiceAddress address) {
      return config.withSelector(config.selector().withAddress(address));
    }
  },
  MODEL_STORAGE("model-storage") {
    @Override
    public RunningServer start(ModynConfig config) {
      ModelStorageServer server = ModelStorageServer.start(config);
      return new RunningServer(server.address(), server::awaitTermination, server::close);
    }

    @Override
    public ServiceAddress address(ModynConfig config) {
      return config.modelStorage().address();
    }

    @Override
    public ModynConfig withAddress(ModynConfig config, ServiceAddress address) {
      return config.withModelStorage(config.modelStorage().withAddress(address));
    }
  },
  TRAINER_SERVER("trainer-server") {
    @Override
    public RunningServer start(ModynConfig config) {
      TrainerServer server = TrainerServer.start(config);
      return new RunningServer(server.address(), server::awaitTermination, server::close);
    }

    @Override
    public ServiceAddress address(ModynConfig config) {
      return config.trainerServer().address();
    }

    @Override
    public ModynConfig withAddress(ModynConfig config, ServiceAddress address) {
      return config.withTrainerServer(config.trainerServer().withAddress(address));
    }
  },
  EVALUATOR("evaluator") {
    @Override
    public RunningServer start(ModynConfig config) {
      EvaluatorServer server = EvaluatorServer.start(config);
      return new RunningServer(server.address(), server::awaitTermination, server::close);
    }

    @Override
    public ServiceAddress address(ModynConfig config) {
      return config.evaluator().address();
    }

    @Override
    public ModynConfig withAddress(ModynConfig config, ServiceAddress address) {
      return config.withEvaluator(config.evaluator().withAddress(address));
    }
  },
  SUPERVISOR("supervisor") {
    @Override
    public RunningServer start(ModynConfig config) {
      SupervisorServer server = SupervisorServer.start(config);
      return new RunningServer(server.address(), server::awaitTermination, server::close);
    }

    @Override
    public ServiceAddress address(ModynConfig config) {
      return config.supervisor().address();
    }

    @Override
    public ModynConfig withAddress(ModynConfig config, ServiceAddress address) {
      return config.withSupervisor(config.supervisor().withAddress(address));
    }
  };

  private final String label;

  ServerKind(String label) {
    this.label = requireNonNull(label, "label is null");
  }

  /** As people write it, for example {@code trainer-server}. */
  public String label() {
    return label;
  }

  /** The kind with a label. */
  public static Optional<ServerKind> of(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
  }

  /**
   * Starts a server in this JVM.
   *
   * @throws org.modyn.common.error.ModynException when the port is taken or a server that it needs
   *     cannot be reached
   */
  public abstract RunningServer start(ModynConfig config);

  /** Where the configuration says that the server is. */
  public abstract ServiceAddress address(ModynConfig config);

  /** The configuration with the server elsewhere. */
  public abstract ModynConfig withAddress(ModynConfig config, ServiceAddress address);
}
