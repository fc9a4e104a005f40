package org.modyn.common.function;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FunctionReferenceTest {
  @ParameterizedTest
  @EnumSource(FunctionKind.class)
  void everyFunctionHasAnExampleThatIsRight(FunctionKind kind) {
    for (Signature signature : kind.catalogue().signatures()) {
      String example = FunctionReference.example(signature.name());
      if (!signature.name().equals("Compose")) {
        assertThat(kind.catalogue().read(example).function()).isEqualTo(signature.name());
      }
      assertThat(FunctionReference.describe(kind)).contains(signature.toString(), example);
    }
  }

  @ParameterizedTest
  @EnumSource(FunctionKind.class)
  void showsJavaWhereItMayStand(FunctionKind kind) {
    assertThat(FunctionReference.describe(kind).contains("Java source"))
        .isEqualTo(kind.allowsUserCode());
  }
}
