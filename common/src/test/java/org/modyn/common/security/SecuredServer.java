package org.modyn.common.security;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.modyn.common.config.system.SecurityConfig;
import org.modyn.common.grpc.CallObserver;
import org.modyn.common.grpc.ClientProtection;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.grpc.ServiceTarget;
import org.modyn.proto.evaluator.EvaluatorGrpc;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.trainer.TrainerServerGrpc;

/** A server with all services, which answer all calls that it does not refuse by UNIMPLEMENTED. */
final class SecuredServer implements AutoCloseable {
  static final List<ServerServiceDefinition> SERVICES =
      List.of(
          new StorageGrpc.StorageImplBase() {}.bindService(),
          new SelectorGrpc.SelectorImplBase() {}.bindService(),
          new ModelStorageGrpc.ModelStorageImplBase() {}.bindService(),
          new TrainerServerGrpc.TrainerServerImplBase() {}.bindService(),
          new EvaluatorGrpc.EvaluatorImplBase() {}.bindService(),
          new SupervisorGrpc.SupervisorImplBase() {}.bindService());

  private final GrpcServer server;

  private SecuredServer(GrpcServer server) {
    this.server = server;
  }

  static SecuredServer start(SecurityConfig security) {
    return new SecuredServer(
        GrpcServer.start(
            "test",
            new ServiceAddress("127.0.0.1", 0),
            SERVICES,
            CallObserver.NONE,
            ServerSecurity.of(security)));
  }

  ServiceAddress address() {
    return server.address();
  }

  GrpcClient connect(ClientProtection protection) {
    return connect("127.0.0.1", protection);
  }

  GrpcClient connect(String host, ClientProtection protection) {
    return GrpcClient.connect(
        "test",
        ServiceTarget.of(new ServiceAddress(host, address().port())),
        Duration.ofSeconds(30),
        CallObserver.NONE,
        protection);
  }

  /** Makes a call with an empty request. */
  static Status call(GrpcClient client, MethodDescriptor<?, ?> method) {
    return callWith(client, method, new Metadata());
  }

  static <Q, R> Status callWith(
      GrpcClient client, MethodDescriptor<Q, R> method, Metadata headers) {
    CompletableFuture<Status> closed = new CompletableFuture<>();
    ClientCall<Q, R> call = client.channel().newCall(method, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            closed.complete(status);
          }
        },
        headers);
    InputStream empty = new ByteArrayInputStream(new byte[0]);
    call.sendMessage(method.parseRequest(empty));
    call.halfClose();
    call.request(1);
    return closed.join();
  }

  @Override
  public void close() {
    server.close();
  }
}
