package org.modyn.ml.library;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A jar with small files in place of PyTorch 9.8.7 and of the native layer for it. */
final class PackageFixture {
  static final String NAME = "9.8.7-20260101-cu999-linux-x86_64";

  /** The libraries and their contents. */
  static final Map<String, String> LIBRARIES =
      Map.of("libtorch.so", "torch", "libtorch_cuda.so", "kernels".repeat(1000), "libc10.so", "");

  private PackageFixture() {}

  /** Writes the jar; returns a loader that sees it alone. */
  static URLClassLoader loader(Path directory) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("jnilib/pytorch.properties", "jni_version=9.8.7-0.33.0");
    entries.put("jnilib/linux-x86_64/cpu/libdjl_torch.so", "layer");
    entries.put("jnilib/linux-x86_64/cu128/libdjl_torch.so", "layer");
    entries.put(
        "native/lib/pytorch.properties",
        "version=9.8.7-20260101\nflavor=cu999\nclassifier=linux-x86_64\nlibraries="
            + String.join(",", LIBRARIES.keySet()));
    LIBRARIES.forEach((name, text) -> entries.put("pytorch/cu999/linux-x86_64/" + name, text));
    Path jar = directory.resolve("pytorch package.jar");
    try (ZipOutputStream output = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        output.putNextEntry(new ZipEntry(entry.getKey()));
        output.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
  }
}
