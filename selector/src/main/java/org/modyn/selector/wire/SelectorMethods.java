package org.modyn.selector.wire;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.ServerCalls.ServerStreamingMethod;
import io.grpc.stub.ServerCalls.UnaryMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import org.modyn.common.wire.EncodedMessage;
import org.modyn.proto.selector.DataInformResponse;
import org.modyn.proto.selector.GetSamplesRequest;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.selector.TriggerResponse;

/** Replaces the marshallers of the generated service's methods that have large messages. */
public final class SelectorMethods {
  private SelectorMethods() {}

  /**
   * Replaces the three methods whose messages carry keys.
   *
   * @param generated the generated base class's {@code bindService()}
   */
  public static ServerServiceDefinition replace(
      ServerServiceDefinition generated,
      UnaryMethod<ReceivedMessage, DataInformResponse> informData,
      UnaryMethod<ReceivedMessage, TriggerResponse> informDataAndTrigger,
      ServerStreamingMethod<GetSamplesRequest, EncodedMessage> getSampleKeysAndWeights) {
    Marshaller<ReceivedMessage> receiver = new ReceivedMessage.Receiver();
    var inform = SelectorGrpc.getInformDataMethod();
    var trigger = SelectorGrpc.getInformDataAndTriggerMethod();
    var samples = SelectorGrpc.getGetSampleKeysAndWeightsMethod();
    Map<String, ServerMethodDefinition<?, ?>> methods = new LinkedHashMap<>();
    generated
        .getMethods()
        .forEach(method -> methods.put(method.getMethodDescriptor().getFullMethodName(), method));
    put(
        methods,
        inform.toBuilder(receiver, inform.getResponseMarshaller()).build(),
        ServerCalls.asyncUnaryCall(informData));
    put(
        methods,
        trigger.toBuilder(receiver, trigger.getResponseMarshaller()).build(),
        ServerCalls.asyncUnaryCall(informDataAndTrigger));
    put(
        methods,
        samples.toBuilder(samples.getRequestMarshaller(), new EncodedMessage.Sender()).build(),
        ServerCalls.asyncServerStreamingCall(getSampleKeysAndWeights));
    return define(generated.getServiceDescriptor(), methods);
  }

  private static <Q, R> void put(
      Map<String, ServerMethodDefinition<?, ?>> methods,
      MethodDescriptor<Q, R> method,
      ServerCallHandler<Q, R> handler) {
    methods.put(method.getFullMethodName(), ServerMethodDefinition.create(method, handler));
  }

  private static ServerServiceDefinition define(
      ServiceDescriptor descriptor, Map<String, ServerMethodDefinition<?, ?>> methods) {
    ServiceDescriptor.Builder service =
        ServiceDescriptor.newBuilder(descriptor.getName())
            .setSchemaDescriptor(descriptor.getSchemaDescriptor());
    methods.values().forEach(method -> service.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(service.build());
    methods.values().forEach(definition::addMethod);
    return definition.build();
  }
}
