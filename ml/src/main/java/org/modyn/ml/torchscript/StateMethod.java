package org.modyn.ml.torchscript;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * Provides access to the tensors of a loaded module. The engine's interface returns the parameters
 * of a module, but not its buffers, so this class adds a method to the module's class that returns
 * all tensors.
 */
final class StateMethod {
  static final String NAME = "_modyn_state";

  private StateMethod() {}

  /** A temporary copy of the file whose class has the method. */
  static Path addTo(ScriptArchive archive) {
    try {
      Path copy = Files.createTempFile("modyn-torchscript", ".pt");
      try (OutputStream target = Files.newOutputStream(copy)) {
        ArchiveCopy.write(
            archive.file(), target, Map.of(archive.rootSource(), source -> addTo(archive, source)));
      }
      return copy;
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.RESOURCE_EXHAUSTED,
          "cannot copy %s into the directory for temporary files: %s".formatted(archive.file(), e),
          e);
    }
  }

  private static byte[] addTo(ScriptArchive archive, byte[] source) {
    List<String> lines = new String(source, StandardCharsets.UTF_8).lines().toList();
    int end = archive.rootClass().end();
    String text =
        String.join("\n", lines.subList(0, end))
            + "\n"
            + method(archive)
            + String.join("\n", lines.subList(end, lines.size()))
            + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String method(ScriptArchive archive) {
    String tensors =
        archive.tensors().stream()
            .map(tensor -> "unchecked_cast(Tensor, " + expression(tensor) + ")")
            .collect(Collectors.joining(", "));
    return "  def %s(self: %s) -> List[Tensor]:\n    return [%s]\n"
        .formatted(NAME, archive.rootName(), tensors);
  }

  private static String expression(ScriptTensor tensor) {
    String expression = "self";
    for (String name : tensor.path()) {
      expression = "getattr(%s, \"%s\")".formatted(expression, name);
    }
    return expression;
  }
}
