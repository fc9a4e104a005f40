/**
 * Models that were exported from Python with {@code torch.jit.script} or {@code torch.jit.trace}:
 * {@link org.modyn.ml.torchscript.ScriptArchive} reads such a file, {@link
 * org.modyn.ml.torchscript.ScriptModule} runs the program, {@link
 * org.modyn.ml.torchscript.ScriptExport} writes a new file with other weights.
 *
 * <p>A file is a zip archive: {@code code/} has the classes as TorchScript source, {@code data.pkl}
 * the object tree as a pickle, {@code data/} the elements of its tensors (see PyTorch's {@code
 * torch/csrc/jit/docs/serialization.md}).
 */
package org.modyn.ml.torchscript;
