package org.modyn.ml.torchscript;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.ml.tensor.TensorDataType;
import org.modyn.ml.weights.NamedTensor;

/**
 * The contents of a file of {@code torch.jit.save}: its tensors, their names, and the arguments of
 * its {@code forward}. The elements of the tensors are not loaded.
 */
public final class ScriptArchive {
  private static final String PICKLE = "data.pkl";
  private static final String CODE = "code/";
  private static final String SOURCE = ".py";

  private static final String DIGEST = "torchscript_sha256";

  private final Path file;
  private final byte[] sha256;
  private final String folder;
  private final Map<String, ScriptClass> classes;
  private final Pickled.Instance root;
  private final List<ScriptTensor> tensors;

  private ScriptArchive(
      Path file,
      byte[] sha256,
      String folder,
      Map<String, ScriptClass> classes,
      Pickled.Instance root) {
    this.file = requireNonNull(file, "file is null");
    this.sha256 = sha256.clone();
    this.folder = requireNonNull(folder, "folder is null");
    this.classes = Map.copyOf(classes);
    this.root = requireNonNull(root, "root is null");
    this.tensors = ScriptTensors.of(root, classes);
  }

  /**
   * Reads a file, but not its tensors' elements.
   *
   * @throws ModynException NOT_FOUND when there is no such file; INVALID_ARGUMENT when {@code
   *     torch.jit.save} did not write it, or it has a tensor of a type that is not supported
   */
  public static ScriptArchive read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ModynException(
          ErrorCategory.NOT_FOUND,
          "there is no file " + file.toAbsolutePath() + " on this machine");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return read(file, zip);
    } catch (ZipException | IllegalArgumentException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          "%s is not a model that torch.jit.save has written: %s".formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new ModynException(ErrorCategory.INVALID_ARGUMENT, "cannot read " + file + ": " + e, e);
    }
  }

  private static ScriptArchive read(Path file, ZipFile zip) throws IOException {
    String folder =
        zip.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.endsWith("/" + PICKLE))
            .map(name -> name.substring(0, name.length() - PICKLE.length()))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("it has no " + PICKLE));
    Map<String, ScriptClass> classes = new HashMap<>();
    for (ZipEntry entry : zip.stream().toList()) {
      String name = entry.getName();
      if (name.startsWith(folder + CODE) && name.endsWith(SOURCE)) {
        String module = moduleName(name.substring((folder + CODE).length()));
        ScriptClass.parse(new String(bytes(zip, name), StandardCharsets.UTF_8))
            .forEach((className, parsed) -> classes.put(module + "." + className, parsed));
      }
    }
    if (classes.isEmpty()) {
      throw new IllegalArgumentException(
          "it has no program; torch.jit.script(model).save(file) writes one");
    }
    if (!(Unpickler.read(bytes(zip, folder + PICKLE)) instanceof Pickled.Instance root)
        || !classes.containsKey(root.type().name())) {
      throw new IllegalArgumentException("what it stores is no module");
    }
    return new ScriptArchive(file, digest(file), folder, classes, root);
  }

  private static byte[] digest(Path file) throws IOException {
    try (DigestInputStream stream =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      stream.transferTo(OutputStream.nullOutputStream());
      return stream.getMessageDigest().digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  private static byte[] bytes(ZipFile zip, String name) throws IOException {
    try (InputStream stream = zip.getInputStream(zip.getEntry(name))) {
      return stream.readAllBytes();
    }
  }

  /** {@code __torch__.torch.nn.modules.linear} of {@code __torch__/torch/nn/modules/linear.py}. */
  private static String moduleName(String path) {
    return path.substring(0, path.length() - SOURCE.length()).replace('/', '.');
  }

  public Path file() {
    return file;
  }

  /** The file's SHA-256, as {@code sha256sum} prints it. */
  public String sha256() {
    return HexFormat.of().formatHex(sha256);
  }

  /** The file's SHA-256, to be stored with weights that this program has learned. */
  public NamedTensor digest() {
    MemorySegment memory = Arena.ofAuto().allocate(sha256.length);
    MemorySegment.copy(sha256, 0, memory, ValueLayout.JAVA_BYTE, 0, sha256.length);
    return new NamedTensor(DIGEST, TensorDataType.UINT8, List.of((long) sha256.length), memory);
  }

  /**
   * Checks that weights were trained with the program of this file.
   *
   * @param state the entries stored with them, by name
   * @throws ModynException FAILED_PRECONDITION when it has no {@link #digest}, or another one
   */
  public void requireDigest(Map<String, NamedTensor> state) {
    NamedTensor stored = state.get(DIGEST);
    if (stored == null) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "the weights are not those of a TorchScript model: " + DIGEST + " is missing");
    }
    byte[] expected = stored.bytes().toArray(ValueLayout.JAVA_BYTE);
    if (!Arrays.equals(expected, sha256)) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "%s is not the file that the stored model was trained from: its SHA-256 is %s and not %s"
              .formatted(file, sha256(), HexFormat.of().formatHex(expected)));
    }
  }

  /** The arguments of {@code forward}, after the module itself. */
  public List<ScriptArgument> arguments() {
    return rootClass().forward();
  }

  /** The parameters and buffers, in the order of the state dictionary. */
  public List<ScriptTensor> tensors() {
    return tensors;
  }

  ScriptClass rootClass() {
    return classes.get(rootName());
  }

  /** The qualified name of the module's class. */
  String rootName() {
    return root.type().name();
  }

  /** The entry with the source of the module's class. */
  String rootSource() {
    String module = rootName().substring(0, rootName().lastIndexOf('.'));
    return folder + CODE + module.replace('.', '/') + SOURCE;
  }

  /** The entry with the elements of a tensor. */
  String elements(ScriptTensor tensor) {
    return folder + "data/" + tensor.storage();
  }
}
