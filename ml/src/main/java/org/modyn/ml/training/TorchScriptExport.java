package org.modyn.ml.training;

import java.nio.file.Path;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.MappedMemory;
import org.modyn.ml.model.Models;
import org.modyn.ml.model.TorchScriptOptions;
import org.modyn.ml.torchscript.ScriptArchive;
import org.modyn.ml.torchscript.ScriptExport;
import org.modyn.ml.weights.SafetensorsFile;

/** Creates TorchScript files from models that were trained from one. */
public final class TorchScriptExport {
  private TorchScriptExport() {}

  /**
   * Returns the file of a model's program: the path in its options.
   *
   * @param modelClass as {@code TorchScript}
   * @param configuration {@code model.config}, as JSON
   * @throws ModynException FAILED_PRECONDITION when models of this class have no such file
   */
  public static Path program(String modelClass, String configuration) {
    if (Models.REGISTRY.options().get(modelClass) == TorchScriptOptions.class
        && Models.read(modelClass, configuration) instanceof TorchScriptOptions options) {
      return options.path();
    }
    throw new ModynException(
        ErrorCategory.FAILED_PRECONDITION,
        "models of the class " + modelClass + " have no program that a .pt file could hold");
  }

  /**
   * Writes a file that {@code torch.jit.load} reads.
   *
   * @param program the file that the model was trained from
   * @param weights a file that {@link Checkpoint} has written
   * @param target replaced if it exists; it appears only after it was written completely
   * @return the new file's SHA-256, as {@code sha256sum} prints it
   * @throws ModynException NOT_FOUND when there is no such program; INVALID_ARGUMENT when it is not
   *     a TorchScript file; FAILED_PRECONDITION when the model was trained from another program;
   *     DATA_LOSS when the weights are damaged; INTERNAL when the file cannot be written
   */
  public static String write(Path program, Path weights, Path target) {
    ScriptArchive archive = ScriptArchive.read(program);
    try (SafetensorsFile stored = SafetensorsFile.open(weights)) {
      MappedMemory.reading(
          weights,
          () -> {
            archive.requireDigest(Checkpoint.extraState(stored));
            ScriptExport.write(archive, stored.tensors(), target);
          });
    }
    return ScriptArchive.read(target).sha256();
  }
}
