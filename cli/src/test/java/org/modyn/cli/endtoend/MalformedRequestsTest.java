package org.modyn.cli.endtoend;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.ByteStreams;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.modyn.cli.platform.LocalPlatform;
import org.modyn.cli.platform.ServerKind;
import org.modyn.cli.platform.StateDirectory;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.evaluator.EvaluatorGrpc;
import org.modyn.proto.modelstorage.ModelStorageGrpc;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.storage.StorageGrpc;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.trainer.TrainerServerGrpc;

/** No request, however wrong, is an internal error of a server or kills it. */
@Execution(ExecutionMode.SAME_THREAD)
final class MalformedRequestsTest {
  private static final int DEPTH = 3;
  private static final int LONGEST_MESSAGE = 4_100;
  private static final Map<ServerKind, ServiceDescriptor> SERVICES =
      Map.of(
          ServerKind.STORAGE, StorageGrpc.getServiceDescriptor(),
          ServerKind.SELECTOR, SelectorGrpc.getServiceDescriptor(),
          ServerKind.MODEL_STORAGE, ModelStorageGrpc.getServiceDescriptor(),
          ServerKind.TRAINER_SERVER, TrainerServerGrpc.getServiceDescriptor(),
          ServerKind.EVALUATOR, EvaluatorGrpc.getServiceDescriptor(),
          ServerKind.SUPERVISOR, SupervisorGrpc.getServiceDescriptor());
  private static final Set<Status.Code> BUGS =
      EnumSet.of(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.DATA_LOSS);

  @TempDir private static Path directory;
  private static StateDirectory state;
  private static TerminationSignal signal;
  private static LocalPlatform platform;

  @BeforeAll
  static void start() {
    signal = TerminationSignal.install(() -> {});
    state = StateDirectory.lock(directory);
    platform = LocalPlatform.startOnFreePorts(ModynConfig.defaults(), state, List.of(), signal);
  }

  @AfterAll
  static void stop() {
    platform.close();
    state.close();
    signal.close();
  }

  /** A field at some depth and a wrong value of it. */
  private record Wrong(List<FieldDescriptor> path, Object value) {
    DynamicMessage in(Descriptor type, boolean filled) {
      DynamicMessage.Builder message =
          filled ? filled(type, DEPTH) : DynamicMessage.newBuilder(type);
      set(message, path);
      return message.build();
    }

    private void set(DynamicMessage.Builder message, List<FieldDescriptor> rest) {
      FieldDescriptor field = rest.getFirst();
      Object inner = value;
      if (rest.size() > 1) {
        DynamicMessage.Builder below = filled(field.getMessageType(), DEPTH - 1);
        set(below, rest.subList(1, rest.size()));
        inner = below.build();
      }
      if (field.isRepeated()) {
        message.setField(field, List.of(inner));
      } else {
        message.setField(field, inner);
      }
    }

    @Override
    public String toString() {
      String text = value.toString().replace("\u0000", "NUL");
      return path.stream().map(FieldDescriptor::getName).toList()
          + " = "
          + (text.length() > 30 ? text.substring(0, 30) + "..." : text);
    }
  }

  @ParameterizedTest
  @EnumSource
  void noRequestIsAnInternalError(ServerKind kind) throws Exception {
    List<String> bugs = new ArrayList<>();
    try (GrpcClient client = platform.connect(kind)) {
      for (MethodDescriptor<?, ?> method : SERVICES.get(kind).getMethods()) {
        Descriptor request = requestOf(method);
        for (byte[] garbage : List.of(new byte[] {7, 7, 7}, "no message".getBytes("UTF-8"))) {
          Status status = call(client, method, garbage);
          if (status.getCode() != Status.Code.INVALID_ARGUMENT) {
            bugs.add(method.getBareMethodName() + " with garbage: " + status);
          }
        }
        for (Wrong wrong : wrongs(request, List.of())) {
          for (boolean filled : new boolean[] {false, true}) {
            Status status = call(client, method, wrong.in(request, filled).toByteArray());
            int length = String.valueOf(status.getDescription()).length();
            if (BUGS.contains(status.getCode()) || length > LONGEST_MESSAGE) {
              bugs.add(method.getBareMethodName() + " " + wrong + ": " + status);
            }
          }
        }
      }
    }
    assertThat(bugs).isEmpty();
  }

  private static Descriptor requestOf(MethodDescriptor<?, ?> method) {
    return ((ProtoMethodDescriptorSupplier) method.getSchemaDescriptor())
        .getMethodDescriptor()
        .getInputType();
  }

  private static List<Wrong> wrongs(Descriptor type, List<FieldDescriptor> above) {
    return type.getFields().stream().flatMap(field -> wrongs(field, above)).toList();
  }

  private static Stream<Wrong> wrongs(FieldDescriptor field, List<FieldDescriptor> above) {
    List<FieldDescriptor> path = Stream.concat(above.stream(), Stream.of(field)).toList();
    if (field.getJavaType() == JavaType.MESSAGE) {
      return path.size() < DEPTH ? wrongs(field.getMessageType(), path).stream() : Stream.of();
    }
    return values(field).map(value -> new Wrong(path, value));
  }

  private static Stream<Object> values(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING ->
          Stream.of("a\0b", "x".repeat(6_000), "[".repeat(200_000), "\u001b[2J", "../../etc", "{");
      case INT -> Stream.of(-1, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> Stream.of(-1L, Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT -> Stream.of(Float.NaN, Float.POSITIVE_INFINITY);
      case DOUBLE -> Stream.of(Double.NaN, Double.NEGATIVE_INFINITY);
      case BYTE_STRING -> Stream.of(ByteString.copyFrom(new byte[1_000]));
      case BOOLEAN -> Stream.of(true);
      case ENUM, MESSAGE -> Stream.of();
    };
  }

  /** Every field has a plain value. */
  private static DynamicMessage.Builder filled(Descriptor type, int depth) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      Object value =
          switch (field.getJavaType()) {
            case STRING -> "1";
            case INT -> 1;
            case LONG -> 1L;
            case FLOAT -> 1f;
            case DOUBLE -> 1d;
            case BOOLEAN -> false;
            case BYTE_STRING -> ByteString.EMPTY;
            case ENUM -> field.getEnumType().getValues().getFirst();
            case MESSAGE -> depth > 0 ? filled(field.getMessageType(), depth - 1).build() : null;
          };
      if (value != null) {
        message.setField(field, field.isRepeated() ? List.of(value) : value);
      }
    }
    return message;
  }

  private static Status call(GrpcClient client, MethodDescriptor<?, ?> method, byte[] request)
      throws Exception {
    MethodDescriptor<byte[], byte[]> raw =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(method.getType())
            .setFullMethodName(method.getFullMethodName())
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    ClientCall<byte[], byte[]> call =
        client.channel().newCall(raw, CallOptions.DEFAULT.withDeadlineAfter(10, SECONDS));
    CompletableFuture<Status> end = new CompletableFuture<>();
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(status);
          }
        },
        new Metadata());
    call.request(Integer.MAX_VALUE);
    call.sendMessage(request);
    call.halfClose();
    return end.get(60, SECONDS);
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return ByteStreams.toByteArray(stream);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
