package org.modyn.ml.torchscript;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.TensorDataType;

/** Finds the tensors of a module's object tree. */
final class ScriptTensors {
  private static final String TENSOR = "torch._utils._rebuild_tensor_v2";

  private static final Map<String, TensorDataType> TYPES =
      Map.of(
          "torch.FloatStorage", TensorDataType.FLOAT32,
          "torch.DoubleStorage", TensorDataType.FLOAT64,
          "torch.LongStorage", TensorDataType.INT64,
          "torch.IntStorage", TensorDataType.INT32,
          "torch.ShortStorage", TensorDataType.INT16,
          "torch.CharStorage", TensorDataType.INT8,
          "torch.ByteStorage", TensorDataType.UINT8,
          "torch.BoolStorage", TensorDataType.BOOL);

  private final Map<String, ScriptClass> classes;
  private final List<ScriptTensor> tensors = new ArrayList<>();

  private ScriptTensors(Map<String, ScriptClass> classes) {
    this.classes = classes;
  }

  /**
   * The parameters and buffers of a module and the modules in it, in the order of PyTorch's state
   * dictionary: a module's parameters, its buffers, the modules in it.
   *
   * @throws IllegalArgumentException when TorchScript does not write such a tree
   * @throws ModynException INVALID_ARGUMENT when a tensor has a type that is not supported
   */
  static List<ScriptTensor> of(Pickled.Instance root, Map<String, ScriptClass> classes) {
    ScriptTensors found = new ScriptTensors(classes);
    found.collect(root, List.of());
    return List.copyOf(found.tensors);
  }

  private void collect(Pickled.Instance module, List<String> path) {
    ScriptClass type = classes.get(module.type().name());
    Map<Object, Object> attributes = module.attributes().entries();
    for (String name : type.parameters()) {
      add(attributes.get(name), below(path, name), true);
    }
    for (String name : type.buffers()) {
      add(attributes.get(name), below(path, name), false);
    }
    attributes.forEach(
        (name, value) -> {
          if (value instanceof Pickled.Instance part && classes.containsKey(part.type().name())) {
            collect(part, below(path, (String) name));
          }
        });
  }

  private static List<String> below(List<String> path, String name) {
    List<String> below = new ArrayList<>(path);
    below.add(name);
    return List.copyOf(below);
  }

  private void add(Object value, List<String> path, boolean parameter) {
    if (value == null) {
      return; // registered as None
    }
    if (!(value instanceof Pickled.Call call) || !call.function().name().equals(TENSOR)) {
      throw ModynException.invalidArgument(
          "the tensor %s is of a kind that is not supported (sparse or quantized)",
          String.join(".", path));
    }
    List<Object> arguments = call.arguments().items();
    Pickled.Reference reference = (Pickled.Reference) arguments.get(0);
    List<Object> storage = ((Pickled.Sequence) reference.id()).items();
    ScriptTensor tensor =
        new ScriptTensor(
            path,
            parameter && (boolean) arguments.get(4),
            (String) storage.get(2),
            type(path, ((Pickled.Global) storage.get(1)).name()),
            longs(arguments.get(2)),
            longs(arguments.get(3)),
            (long) arguments.get(1));
    if (tensor.learned() && tensor.dataType() != TensorDataType.FLOAT32) {
      throw ModynException.invalidArgument(
          "the parameter %s is %s; only float32 is trained: export the model after model.float()",
          tensor.name(), tensor.dataType().torchName());
    }
    boolean tied =
        tensor.learned()
            && tensors.stream().anyMatch(other -> other.learned() && tensor.isSameAs(other));
    tensors.add(tied ? tensor.notLearned() : tensor);
  }

  private static TensorDataType type(List<String> path, String storage) {
    TensorDataType type = TYPES.get(storage);
    if (type == null) {
      throw ModynException.invalidArgument(
          "the tensor %s is a %s, which is not supported: export the model after model.float()",
          String.join(".", path), storage);
    }
    return type;
  }

  private static List<Long> longs(Object sequence) {
    return ((Pickled.Sequence) sequence).items().stream().map(item -> (long) item).toList();
  }
}
