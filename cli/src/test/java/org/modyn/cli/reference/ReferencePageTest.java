package org.modyn.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.modyn.common.function.FunctionKind;
import org.modyn.common.function.Signature;
import org.modyn.ml.metric.EvaluationTransformers;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.parser.LabelTransformers;

final class ReferencePageTest {
  @Test
  void theDocumentIsWhatExplainPrints() throws IOException {
    assertThat(Files.readString(Path.of("../docs/REFERENCE.md")))
        .as("./modyn explain --reference > docs/REFERENCE.md")
        .isEqualTo(ReferencePage.render());
  }

  @Test
  void hasEveryBuiltin() {
    String page = ReferencePage.render();
    for (FunctionKind kind : FunctionKind.values()) {
      for (Signature signature : kind.catalogue().signatures()) {
        assertThat(page).contains(signature.toString(), signature.description());
      }
    }
    assertThat(page)
        .contains("id: DLRM", "algorithm: SGD", "name: HuberLoss", "name: StepLR")
        .contains("name: RocAuc", "file_wrapper_type: CsvFileWrapper");
  }

  @Test
  void theJavaSourceOfTheExamplesCompiles() {
    assertThat(BytesParsers.create(FunctionKind.BYTES_PARSER.javaExample().orElseThrow()).tensors())
        .hasSize(1);
    assertThat(LabelTransformers.create(FunctionKind.LABEL_TRANSFORMER.javaExample().orElseThrow()))
        .isNotNull();
    assertThat(
            EvaluationTransformers.create(
                FunctionKind.EVALUATION_TRANSFORMER.javaExample().orElseThrow()))
        .isNotNull();
  }
}
