package org.modyn.ml.model;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.modyn.common.error.ModynException;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.nn.Module;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.torchscript.ScriptArchive;
import org.modyn.ml.torchscript.ScriptArgument;
import org.modyn.ml.torchscript.ScriptModule;
import org.modyn.ml.torchscript.ScriptTensor;
import org.modyn.ml.weights.NamedTensor;

/**
 * A model that was written in Python and exported with {@code torch.jit.script} (or {@code
 * torch.jit.trace}, whose programs do not know training from evaluation). It begins with the
 * weights of the file; parameters that need no gradient stay as they are.
 *
 * <p>Inputs: the arguments of {@code forward}, by name, or a single one of any name. Output: a
 * tensor of logits, or several, of which the second is the embedding; without one the logits stand
 * for it.
 *
 * <p>The names are those of the program's state dictionary. What is stored beside the weights is
 * the file's SHA-256, so that weights and program never come apart: a file that has changed since
 * is refused. Random numbers that the program draws, as in dropout, come from a generator that all
 * trainings of a server share; mixed precision is the program's own matter.
 */
final class TorchScript extends Model {
  /** A module of the program, which computes it. */
  private static final class Part extends Module {
    Part(ModelContext context) {
      super(context);
    }

    void register(String name, Part part) {
      child(name, part);
    }

    void register(String name, NDArray array, boolean learned) {
      if (learned) {
        parameter(name, array);
      } else {
        buffer(name, array);
      }
    }
  }

  private final TorchScriptOptions options;
  private final ScriptArchive archive;
  private final ScriptModule module;
  private final List<ModelInput> inputs;

  /**
   * @throws ModynException NOT_FOUND or INVALID_ARGUMENT, naming the key, when the file is missing,
   *     no TorchScript file, another one than it should be, or has other inputs
   */
  TorchScript(ModelContext context, TorchScriptOptions options) {
    super(context);
    this.options = options;
    archive = readArchive();
    if (archive.tensors().stream().noneMatch(ScriptTensor::learned)) {
      throw ModynException.invalidArgument(
          "model.config.path: no parameter of %s needs gradients; export the module before it is"
              + " frozen",
          options.path());
    }
    options.sha256().ifPresent(this::checkDigest);
    inputs = findInputs();
    module = ScriptModule.load(context.manager(), archive);
    module.setTraining(false);
    Map<List<String>, Part> parts = new HashMap<>();
    for (int index = 0; index < archive.tensors().size(); index++) {
      ScriptTensor tensor = archive.tensors().get(index);
      register(tensor, module.tensors().get(index), parts);
    }
  }

  private void register(ScriptTensor tensor, NDArray array, Map<List<String>, Part> parts) {
    List<String> folder = tensor.path().subList(0, tensor.path().size() - 1);
    String name = tensor.path().getLast();
    if (!folder.isEmpty()) {
      part(folder, parts).register(name, array, tensor.learned());
    } else if (tensor.learned()) {
      parameter(name, array);
    } else {
      buffer(name, array);
    }
  }

  private Part part(List<String> path, Map<List<String>, Part> parts) {
    Part known = parts.get(path);
    if (known != null) {
      return known;
    }
    Part part = new Part(context());
    parts.put(path, part);
    String name = path.getLast();
    if (path.size() == 1) {
      child(name, part);
    } else {
      part(path.subList(0, path.size() - 1), parts).register(name, part);
    }
    return part;
  }

  private ScriptArchive readArchive() {
    try {
      return ScriptArchive.read(options.file());
    } catch (ModynException e) {
      throw new ModynException(e.category(), "model.config.path: " + e.getMessage(), e);
    }
  }

  private void checkDigest(String expected) {
    if (!archive.sha256().equals(expected)) {
      throw ModynException.invalidArgument(
          "model.config.sha256: the SHA-256 of %s is %s", options.path(), archive.sha256());
    }
  }

  private List<ModelInput> findInputs() {
    Map<String, TensorDataType> types = options.inputs();
    List<ScriptArgument> arguments = archive.arguments();
    List<ScriptArgument> given =
        arguments.stream()
            .takeWhile(
                types.isEmpty()
                    ? argument -> !argument.optional()
                    : argument -> types.containsKey(argument.name()))
            .toList();
    if (given.isEmpty()
        || given.size() < types.size()
        || !given.stream().allMatch(ScriptArgument::takesTensor)
        || !arguments.stream().skip(given.size()).allMatch(ScriptArgument::optional)) {
      throw ModynException.invalidArgument(
          "model.config.inputs: forward of %s takes (%s); tensors go to its first arguments, the"
              + " others need a default",
          options.path(),
          arguments.stream().map(ScriptArgument::toString).collect(Collectors.joining(", ")));
    }
    return given.stream()
        .map(
            argument ->
                new ModelInput(
                    argument.name(),
                    Optional.ofNullable(types.get(argument.name())),
                    Optional.empty(),
                    List.of()))
        .toList();
  }

  @Override
  public List<ModelInput> inputs() {
    return inputs;
  }

  @Override
  protected void trainingChanged(boolean training) {
    module.setTraining(training);
  }

  @Override
  public ModelOutput forward(BatchInputs batch) {
    List<NDArray> arguments = new ArrayList<>();
    for (ModelInput input : inputs) {
      arguments.add(batch.tensor(input.name()));
    }
    List<NDArray> outputs = module.forward(arguments);
    return new ModelOutput(outputs.getFirst(), outputs.get(outputs.size() > 1 ? 1 : 0));
  }

  @Override
  public List<NamedTensor> extraState() {
    return List.of(archive.digest());
  }

  @Override
  public void restoreExtraState(Map<String, NamedTensor> state) {
    archive.requireDigest(state);
  }
}
