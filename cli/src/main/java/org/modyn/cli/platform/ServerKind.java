package org.modyn.cli.platform;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.operations.Operations;
import org.modyn.common.server.ModynServer;
import org.modyn.evaluator.EvaluatorServer;
import org.modyn.modelstorage.ModelStorageServer;
import org.modyn.selector.SelectorServer;
import org.modyn.storage.StorageServer;
import org.modyn.supervisor.SupervisorServer;
import org.modyn.trainer.TrainerServer;

/** The six servers, each after the servers that it depends on. */
public enum ServerKind {
  STORAGE(
      "storage",
      StorageServer::start,
      StorageServer::start,
      config -> config.storage().address(),
      (config, address) -> config.withStorage(config.storage().withAddress(address))),
  MODEL_STORAGE(
      "model-storage",
      ModelStorageServer::start,
      ModelStorageServer::start,
      config -> config.modelStorage().address(),
      (config, address) -> config.withModelStorage(config.modelStorage().withAddress(address))),
  SELECTOR(
      "selector",
      SelectorServer::start,
      SelectorServer::start,
      config -> config.selector().address(),
      (config, address) -> config.withSelector(config.selector().withAddress(address))),
  TRAINER_SERVER(
      "trainer-server",
      TrainerServer::start,
      TrainerServer::start,
      config -> config.trainerServer().address(),
      (config, address) -> config.withTrainerServer(config.trainerServer().withAddress(address))),
  EVALUATOR(
      "evaluator",
      EvaluatorServer::start,
      EvaluatorServer::start,
      config -> config.evaluator().address(),
      (config, address) -> config.withEvaluator(config.evaluator().withAddress(address))),
  SUPERVISOR(
      "supervisor",
      SupervisorServer::start,
      SupervisorServer::start,
      config -> config.supervisor().address(),
      (config, address) -> config.withSupervisor(config.supervisor().withAddress(address)));

  private final String label;
  private final Function<ModynConfig, ModynServer> starter;
  private final BiFunction<ModynConfig, Operations, ModynServer> sharingStarter;
  private final Function<ModynConfig, ServiceAddress> address;
  private final BiFunction<ModynConfig, ServiceAddress, ModynConfig> withAddress;

  ServerKind(
      String label,
      Function<ModynConfig, ModynServer> starter,
      BiFunction<ModynConfig, Operations, ModynServer> sharingStarter,
      Function<ModynConfig, ServiceAddress> address,
      BiFunction<ModynConfig, ServiceAddress, ModynConfig> withAddress) {
    this.label = label;
    this.starter = starter;
    this.sharingStarter = sharingStarter;
    this.address = address;
    this.withAddress = withAddress;
  }

  /** The name in commands and messages, for example {@code trainer-server}. */
  public String label() {
    return label;
  }

  /** The name in prose, for example {@code trainer server}. */
  public String serviceName() {
    return label.replace('-', ' ');
  }

  /** Returns the kind with a label. */
  public static Optional<ServerKind> of(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
  }

  /**
   * Starts a server, the only one in this JVM.
   *
   * @throws org.modyn.common.error.ModynException when the port is in use or a server that it
   *     depends on cannot be reached
   */
  public ModynServer start(ModynConfig config) {
    return starter.apply(config);
  }

  /**
   * Starts one of several servers in this JVM.
   *
   * @param operations what operators see of all of them; the section's {@code http_port} has no
   *     effect
   * @throws org.modyn.common.error.ModynException as for {@link #start(ModynConfig)}
   */
  public ModynServer start(ModynConfig config, Operations operations) {
    return sharingStarter.apply(config, operations);
  }

  /** The address of the server in the configuration. */
  public ServiceAddress address(ModynConfig config) {
    return address.apply(config);
  }

  /** Returns the configuration with another address of the server. */
  public ModynConfig withAddress(ModynConfig config, ServiceAddress newAddress) {
    return withAddress.apply(config, newAddress);
  }
}
