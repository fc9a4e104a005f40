package org.modyn.ml.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Matches;
import org.modyn.common.config.schema.Name;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.tensor.TensorDataType;

/** The options of {@link TorchScript}. */
@Name("TorchScript")
@Description("A model exported from Python with torch.jit.script, with its weights")
public record TorchScriptOptions(
    @Description(
            "The file that torch.jit.save has written, on the machines of the trainer server and"
                + " the evaluator, in one of their file_roots; a relative path begins at the"
                + " working directory of the server")
        @Example("/models/model.pt")
        Path path,
    @Description("The file's SHA-256, as sha256sum prints it; another file is refused")
        @Matches("[0-9a-f]{64}")
        Optional<String> sha256,
    @Description(
            "Which arguments of forward get a tensor, and of which type; left out, all that have no"
                + " default, numbers with fractions as float32 and integers as int64")
        @Default("{}")
        Map<String, TensorDataType> inputs)
    implements ModelOptions {
  public TorchScriptOptions {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
  }

  /** A program may draw random numbers, and use the batch in any way. */
  @Override
  public boolean trainsOnSeveralDevices() {
    return false;
  }

  @Override
  public Optional<Path> program() {
    return Optional.of(path);
  }

  @Override
  public TorchScript create(ModelContext context) {
    return new TorchScript(context, this);
  }
}
