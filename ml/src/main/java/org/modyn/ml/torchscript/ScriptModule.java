package org.modyn.ml.torchscript;

import static java.util.Objects.requireNonNull;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * A loaded TorchScript program with its tensors. A manager owns it. Not safe for concurrent use.
 *
 * <p>It runs as PyTorch would run it in Python, one operation after the other: the optimizer of
 * TorchScript, which recompiles a program for each new shape of its inputs, is disabled.
 */
public final class ScriptModule {
  private static final Pattern REASON = Pattern.compile("(?m)^\\w*(?:Error|Exception): (.*)$");

  private final Path file;
  private final PtSymbolBlock block;
  private final List<NDArray> tensors;

  private ScriptModule(Path file, PtSymbolBlock block, List<NDArray> tensors) {
    this.file = requireNonNull(file, "file is null");
    this.block = requireNonNull(block, "block is null");
    this.tensors = List.copyOf(tensors);
  }

  /**
   * Loads the program and its tensors. The file is copied temporarily to the directory for
   * temporary files.
   *
   * @param manager owns the module and its tensors, and determines their device
   * @throws ModynException INVALID_ARGUMENT when the engine cannot load the file because it has a
   *     newer version
   */
  public static ScriptModule load(NDManager manager, ScriptArchive archive) {
    Path readable = StateMethod.addTo(archive);
    try {
      PtNDManager owner = (PtNDManager) manager;
      PtSymbolBlock block =
          JniUtils.loadModule(owner, readable, true, new String[0], new String[0], true);
      try (IValue list = IValueUtils.runMethod(block, StateMethod.NAME)) {
        return new ScriptModule(archive.file(), block, List.of(list.toTensorArray(owner)));
      }
    } catch (EngineException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          "PyTorch cannot load %s: %s".formatted(archive.file(), reason(e)),
          e);
    } finally {
      delete(readable);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new ModynException(ErrorCategory.INTERNAL, "cannot delete " + file + ": " + e, e);
    }
  }

  /** The tensors that the program uses, in the order of {@link ScriptArchive#tensors}. */
  public List<NDArray> tensors() {
    return tensors;
  }

  /** Sets whether parts that behave differently in training do so. */
  public void setTraining(boolean training) {
    if (training) {
      JniUtils.enableTrainingMode(block);
    } else {
      JniUtils.enableInferenceMode(block);
    }
  }

  /**
   * Calls {@code forward}.
   *
   * @param arguments its first arguments
   * @return the tensors of the result, a tensor, tuple or list of tensors, in the manager of the
   *     first argument
   * @throws ModynException INVALID_ARGUMENT when the program fails
   */
  public List<NDArray> forward(List<NDArray> arguments) {
    JniUtils.setGraphExecutorOptimize(false); // kept per thread
    try {
      return IValueUtils.forward(block, new NDList(arguments), true);
    } catch (EngineException e) {
      if (e.getMessage() != null && e.getMessage().contains("memory")) {
        throw e;
      }
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          "the program of %s failed on a batch: %s".formatted(file, reason(e)),
          e);
    } catch (UnsupportedOperationException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          "the program of %s gives something else than tensors".formatted(file),
          e);
    }
  }

  /** Extracts the error from a message with a trace of the program. */
  private static String reason(EngineException error) {
    String message = String.valueOf(error.getMessage());
    Matcher matcher = REASON.matcher(message);
    String reason = null;
    while (matcher.find()) {
      reason = matcher.group(1);
    }
    return reason == null ? message.lines().findFirst().orElse("") : reason;
  }
}
