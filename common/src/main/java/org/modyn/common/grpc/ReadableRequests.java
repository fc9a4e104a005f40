package org.modyn.common.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.SecurityLevel;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Rejects requests that cannot be parsed, and requests that fail {@link RequestCheck}, with
 * INVALID_ARGUMENT. Without this, gRPC reports an unparsable request as an internal error and logs
 * a stack trace each time.
 */
final class ReadableRequests {
  private ReadableRequests() {}

  /** Returns the service, wrapped so that its handlers receive valid requests only. */
  static ServerServiceDefinition of(ServerServiceDefinition service) {
    ServiceDescriptor descriptor = service.getServiceDescriptor();
    ServiceDescriptor.Builder readable =
        ServiceDescriptor.newBuilder(descriptor.getName())
            .setSchemaDescriptor(descriptor.getSchemaDescriptor());
    var methods = service.getMethods().stream().map(ReadableRequests::method).toList();
    methods.forEach(method -> readable.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(readable.build());
    methods.forEach(definition::addMethod);
    return definition.build();
  }

  private static <Q, R> ServerMethodDefinition<Received<Q>, R> method(
      ServerMethodDefinition<Q, R> method) {
    MethodDescriptor<Q, R> descriptor = method.getMethodDescriptor();
    return ServerMethodDefinition.create(
        descriptor.toBuilder(
                new ReceivedMarshaller<>(descriptor.getRequestMarshaller()),
                descriptor.getResponseMarshaller())
            .build(),
        new Handler<>(descriptor, method.getServerCallHandler()));
  }

  /** A parsed request, or the reason why it could not be parsed. */
  private sealed interface Received<Q> {
    record Message<Q>(Q message) implements Received<Q> {}

    record Unreadable<Q>(ModynException reason) implements Received<Q> {}
  }

  private record ReceivedMarshaller<Q>(Marshaller<Q> messages) implements Marshaller<Received<Q>> {
    @Override
    public InputStream stream(Received<Q> value) {
      throw new UnsupportedOperationException("a server sends no requests");
    }

    @Override
    public Received<Q> parse(InputStream stream) {
      try {
        return new Received.Message<>(messages.parse(stream));
      } catch (ModynException e) {
        return new Received.Unreadable<>(e);
      } catch (StatusRuntimeException e) {
        if (!(e.getCause() instanceof InvalidProtocolBufferException)) {
          throw e;
        }
        return new Received.Unreadable<>(
            new ModynException(
                ErrorCategory.INVALID_ARGUMENT,
                "the request is not a message of this method: "
                    + String.valueOf(e.getCause().getMessage()).lines().findFirst().orElse(""),
                e));
      }
    }
  }

  private record Handler<Q, R>(MethodDescriptor<Q, R> method, ServerCallHandler<Q, R> handler)
      implements ServerCallHandler<Received<Q>, R> {
    @Override
    public ServerCall.Listener<Received<Q>> startCall(
        ServerCall<Received<Q>, R> call, Metadata headers) {
      return new Listener<>(handler.startCall(new Call<>(method, call), headers));
    }
  }

  /** The call as the handler sees it. */
  private static final class Call<Q, R> extends ServerCall<Q, R> {
    private final MethodDescriptor<Q, R> method;
    private final ServerCall<Received<Q>, R> call;

    Call(MethodDescriptor<Q, R> method, ServerCall<Received<Q>, R> call) {
      this.method = method;
      this.call = call;
    }

    @Override
    public MethodDescriptor<Q, R> getMethodDescriptor() {
      return method;
    }

    @Override
    public void request(int numMessages) {
      call.request(numMessages);
    }

    @Override
    public void sendHeaders(Metadata headers) {
      call.sendHeaders(headers);
    }

    @Override
    public void sendMessage(R message) {
      call.sendMessage(message);
    }

    @Override
    public boolean isReady() {
      return call.isReady();
    }

    @Override
    public void close(Status status, Metadata trailers) {
      call.close(status, trailers);
    }

    @Override
    public boolean isCancelled() {
      return call.isCancelled();
    }

    @Override
    public void setMessageCompression(boolean enabled) {
      call.setMessageCompression(enabled);
    }

    @Override
    public void setCompression(String compressor) {
      call.setCompression(compressor);
    }

    @Override
    public void setOnReadyThreshold(int numBytes) {
      call.setOnReadyThreshold(numBytes);
    }

    @Override
    public SecurityLevel getSecurityLevel() {
      return call.getSecurityLevel();
    }

    @Override
    public Attributes getAttributes() {
      return call.getAttributes();
    }

    @Override
    public String getAuthority() {
      return call.getAuthority();
    }
  }

  /** Passes on what was received, until a message is refused. */
  private static final class Listener<Q> extends ServerCall.Listener<Received<Q>> {
    private final ServerCall.Listener<Q> listener;
    private boolean refused;

    Listener(ServerCall.Listener<Q> listener) {
      this.listener = listener;
    }

    @Override
    public void onMessage(Received<Q> received) {
      // what is thrown ends the call, and the handler is not asked to answer it
      refused = true;
      Q message =
          switch (received) {
            case Received.Message<Q> readable -> readable.message();
            case Received.Unreadable<Q> unreadable -> throw unreadable.reason();
          };
      RequestCheck.check(message);
      refused = false;
      listener.onMessage(message);
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        listener.onHalfClose();
      }
    }

    @Override
    public void onReady() {
      listener.onReady();
    }

    @Override
    public void onCancel() {
      listener.onCancel();
    }

    @Override
    public void onComplete() {
      listener.onComplete();
    }
  }
}
