package org.modyn.benchmarks.robustness;

import com.google.protobuf.Descriptors.Descriptor;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.modyn.cli.platform.ServerKind;
import org.modyn.proto.evaluator.EvaluatorGrpc;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.trainer.TrainerServerGrpc;

/** All methods of all servers, with the type of their requests. */
final class ServiceMethods {
  private static final Map<ServerKind, ServiceDescriptor> SERVICES =
      Map.of(
          ServerKind.STORAGE, StorageGrpc.getServiceDescriptor(),
          ServerKind.SELECTOR, SelectorGrpc.getServiceDescriptor(),
          ServerKind.MODEL_STORAGE, ModelStorageGrpc.getServiceDescriptor(),
          ServerKind.TRAINER_SERVER, TrainerServerGrpc.getServiceDescriptor(),
          ServerKind.EVALUATOR, EvaluatorGrpc.getServiceDescriptor(),
          ServerKind.SUPERVISOR, SupervisorGrpc.getServiceDescriptor());

  private ServiceMethods() {}

  /**
   * A method.
   *
   * @param name the full name, {@code service/method}
   * @param request the type of its requests
   */
  record ServiceMethod(ServerKind server, String name, MethodType type, Descriptor request) {}

  /** Returns the methods in the order of servers and names. */
  static List<ServiceMethod> all() {
    return SERVICES.entrySet().stream()
        .flatMap(
            service ->
                service.getValue().getMethods().stream()
                    .map(method -> serviceMethod(service.getKey(), method)))
        .sorted(Comparator.comparing(ServiceMethod::server).thenComparing(ServiceMethod::name))
        .toList();
  }

  private static ServiceMethod serviceMethod(ServerKind server, MethodDescriptor<?, ?> method) {
    ProtoMethodDescriptorSupplier schema =
        (ProtoMethodDescriptorSupplier) Objects.requireNonNull(method.getSchemaDescriptor());
    return new ServiceMethod(
        server,
        method.getFullMethodName(),
        method.getType(),
        schema.getMethodDescriptor().getInputType());
  }
}
