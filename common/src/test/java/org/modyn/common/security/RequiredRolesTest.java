package org.modyn.common.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.MethodDescriptor;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RequiredRolesTest {
  @Test
  void containsEachMethodOfEachService() {
    List<String> methods =
        Stream.concat(
                SecuredServer.SERVICES.stream()
                    .flatMap(service -> service.getServiceDescriptor().getMethods().stream()),
                ServerReflectionGrpc.getServiceDescriptor().getMethods().stream())
            .map(MethodDescriptor::getFullMethodName)
            .toList();
    assertThat(RequiredRoles.methods()).containsExactlyInAnyOrderElementsOf(methods);
  }
}
