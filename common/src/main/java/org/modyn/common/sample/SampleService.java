package org.modyn.common.sample;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.util.function.Function;
import org.modyn.common.grpc.UnsentMemory;
import org.modyn.common.wire.EncodedMessage;
import org.modyn.proto.storage.GetRequest;
import org.modyn.proto.storage.GetResponse;
import org.modyn.proto.storage.StorageGrpc;

/**
 * The server side of the data plane: replaces the method {@code Get} of the generated storage
 * service by an implementation that sends the messages of a {@link SampleProducer}.
 *
 * <p>No thread waits for a slow client: the transport calls back when it is ready to send, and each
 * callback produces as many messages as the transport accepts. A response that waits for its client
 * holds no buffers, and {@link UnsentMemory} limits what the transport holds for it.
 */
public final class SampleService {
  /** Buffers that are kept for reuse: few more responses are being written at the same time. */
  private static final int POOLED_BUFFERS = 64;

  private SampleService() {}

  /**
   * Returns the service with {@code Get} implemented by {@code producers}.
   *
   * @param generated the result of {@code bindService()} of the generated base class
   * @param producers checks a request and creates the producer of its response; an exception of
   *     either ends the call with the corresponding status
   * @param maximumSamples the maximum number of samples in a message, at least 1
   */
  public static ServerServiceDefinition withGet(
      ServerServiceDefinition generated,
      Function<SampleRequest, SampleProducer> producers,
      int maximumSamples) {
    MethodDescriptor<GetRequest, GetResponse> generatedGet = StorageGrpc.getGetMethod();
    MethodDescriptor<SampleRequest, EncodedMessage> get =
        generatedGet.toBuilder(new SampleRequest.Codec(), new EncodedMessage.Sender()).build();
    ServiceDescriptor descriptor = generated.getServiceDescriptor();
    ServiceDescriptor.Builder withGet =
        ServiceDescriptor.newBuilder(descriptor.getName())
            .setSchemaDescriptor(descriptor.getSchemaDescriptor())
            .addMethod(get);
    for (MethodDescriptor<?, ?> method : descriptor.getMethods()) {
      if (!isGet(method)) {
        withGet.addMethod(method);
      }
    }
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(withGet.build());
    service.addMethod(
        get,
        new GetHandler(
            producers,
            maximumSamples,
            new SampleBuffers.Pool(POOLED_BUFFERS),
            LargeSampleBudget.ofHeap(),
            new UnsentMemory()));
    for (ServerMethodDefinition<?, ?> method : generated.getMethods()) {
      if (!isGet(method.getMethodDescriptor())) {
        service.addMethod(method);
      }
    }
    return service.build();
  }

  private static boolean isGet(MethodDescriptor<?, ?> method) {
    return method.getFullMethodName().equals(StorageGrpc.getGetMethod().getFullMethodName());
  }

  private record GetHandler(
      Function<SampleRequest, SampleProducer> producers,
      int maximumSamples,
      SampleBuffers.Pool pool,
      LargeSampleBudget budget,
      UnsentMemory unsent)
      implements ServerCallHandler<SampleRequest, EncodedMessage> {
    @Override
    public ServerCall.Listener<SampleRequest> startCall(
        ServerCall<SampleRequest, EncodedMessage> call, Metadata headers) {
      call.request(2);
      return new Answer(call, this);
    }

    SampleEncoder encoder(UnsentMemory.Share share) {
      return new SampleEncoder(maximumSamples, share.bytes(), pool, budget);
    }
  }

  /** One response. gRPC does not call its methods concurrently. */
  private static final class Answer extends ServerCall.Listener<SampleRequest> {
    private final ServerCall<SampleRequest, EncodedMessage> call;
    private final GetHandler handler;

    /** Null, as the encoder, until the request is complete: a client may never complete it. */
    private UnsentMemory.Share share;

    private SampleEncoder encoder;
    private SampleRequest request;
    private SampleProducer producer;
    private boolean complete;

    Answer(ServerCall<SampleRequest, EncodedMessage> call, GetHandler handler) {
      this.call = call;
      this.handler = handler;
    }

    @Override
    public void onMessage(SampleRequest message) {
      request = message;
    }

    @Override
    public void onHalfClose() {
      if (request == null) {
        complete = true;
        call.close(Status.INTERNAL.withDescription("the request has no message"), new Metadata());
        return;
      }
      share = handler.unsent().begin();
      call.setOnReadyThreshold(share.bytes());
      encoder = handler.encoder(share);
      producer = handler.producers().apply(request);
      request = null;
      call.sendHeaders(new Metadata());
      sendWhileReady();
    }

    @Override
    public void onReady() {
      if (producer != null) {
        sendWhileReady();
      }
    }

    @Override
    public void onComplete() {
      end();
    }

    @Override
    public void onCancel() {
      end();
    }

    private void end() {
      if (share != null) {
        encoder.sent();
        share.close();
      }
    }

    private void sendWhileReady() {
      while (!complete && call.isReady() && !call.isCancelled()) {
        encoder.sent();
        // its exception ends the call; it must not be called again
        complete = true;
        boolean more = producer.produce(encoder);
        if (!encoder.isEmpty()) {
          call.sendMessage(encoder.encode());
        }
        encoder.reset();
        if (more) {
          complete = false;
        } else {
          call.close(Status.OK, new Metadata());
        }
      }
    }
  }
}
