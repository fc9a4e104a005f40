package org.modyn.common.sample;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.io.InputStream;
import java.util.function.Function;
import org.modyn.proto.storage.GetRequest;
import org.modyn.proto.storage.GetResponse;
import org.modyn.proto.storage.StorageGrpc;

/**
 * The server's side of the data plane: replaces {@code Get} of the generated storage service by one
 * that writes messages from a {@link SampleProducer}.
 *
 * <p>No thread waits for a slow client: the transport calls when it has room, and each call makes
 * as many messages as fit. An answer that waits for its client holds no memory of its own.
 */
public final class SampleService {
  /** Ask for the next message when less than this waits in the transport, in bytes. */
  private static final int READY_THRESHOLD_BYTES = 2 << 20;

  /** Messages are written one after the other, by as many threads as there are processors. */
  private static final int POOLED_BUFFERS = 16;

  private SampleService() {}

  /**
   * The service with {@code Get} answered by {@code producers}.
   *
   * @param generated the generated base class's {@code bindService()}
   * @param producers checks a request and makes the producer of its answer; what it or the producer
   *     throws ends the call with the status that belongs to it
   * @param maximumSamples samples in a message, at least 1
   */
  public static ServerServiceDefinition withGet(
      ServerServiceDefinition generated,
      Function<GetRequest, SampleProducer> producers,
      int maximumSamples) {
    MethodDescriptor<GetRequest, GetResponse> generatedGet = StorageGrpc.getGetMethod();
    MethodDescriptor<GetRequest, EncodedSamples> get =
        generatedGet.toBuilder(generatedGet.getRequestMarshaller(), new EncodedMarshaller())
            .build();
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
            LargeSampleBudget.ofHeap()));
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
      Function<GetRequest, SampleProducer> producers,
      int maximumSamples,
      SampleBuffers.Pool pool,
      LargeSampleBudget budget)
      implements ServerCallHandler<GetRequest, EncodedSamples> {
    @Override
    public ServerCall.Listener<GetRequest> startCall(
        ServerCall<GetRequest, EncodedSamples> call, Metadata headers) {
      call.setOnReadyThreshold(READY_THRESHOLD_BYTES);
      call.request(2);
      return new Answer(call, producers, new SampleEncoder(maximumSamples, pool, budget));
    }
  }

  /** One answer. gRPC calls its methods one after the other. */
  private static final class Answer extends ServerCall.Listener<GetRequest> {
    private final ServerCall<GetRequest, EncodedSamples> call;
    private final Function<GetRequest, SampleProducer> producers;
    private final SampleEncoder encoder;
    private GetRequest request;
    private SampleProducer producer;
    private boolean complete;

    Answer(
        ServerCall<GetRequest, EncodedSamples> call,
        Function<GetRequest, SampleProducer> producers,
        SampleEncoder encoder) {
      this.call = call;
      this.producers = producers;
      this.encoder = encoder;
    }

    @Override
    public void onMessage(GetRequest message) {
      request = message;
    }

    @Override
    public void onHalfClose() {
      if (request == null) {
        complete = true;
        call.close(Status.INTERNAL.withDescription("the request has no message"), new Metadata());
        return;
      }
      producer = producers.apply(request);
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
      encoder.sent();
    }

    @Override
    public void onCancel() {
      encoder.sent();
    }

    private void sendWhileReady() {
      while (!complete && call.isReady() && !call.isCancelled()) {
        encoder.sent();
        // what it throws ends the call; it must not be asked again
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

  private static final class EncodedMarshaller implements Marshaller<EncodedSamples> {
    @Override
    public InputStream stream(EncodedSamples message) {
      return message.stream();
    }

    @Override
    public EncodedSamples parse(InputStream stream) {
      throw new UnsupportedOperationException("a server does not receive samples");
    }
  }
}
