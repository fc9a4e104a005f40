/**
 * Models that were exported from Python with {@code torch.jit.script} or {@code torch.jit.trace}:
 * {@link org.modyn.ml.torchscript.ScriptArchive} is what such a file says, {@link
 * org.modyn.ml.torchscript.ScriptModule} the program at work, {@link
 * org.modyn.ml.torchscript.ScriptExport} a new file with other weights.
 *
 * <p>A file is a zip archive: {@code code/} has the classes as TorchScript source, {@code data.pkl}
 * the object tree as a pickle, {@code data/} the elements of its tensors (see PyTorch's {@code
 * torch/csrc/jit/docs/serialization.md}).
 */
package org.modyn.ml.torchscript;
