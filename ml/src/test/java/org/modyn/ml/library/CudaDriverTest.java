package org.modyn.ml.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Linker;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.ml.testing.TestEngine;

final class CudaDriverTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  Thu Feb 22 01:44:30 UTC 2024\n"
            + "GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)\n",
        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.54.14  Release Build\n"
      })
  void readsTheVersionOfTheKernelModule(String text, @TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("version"), text);
    assertThat(CudaDriver.kernelVersion(file)).contains("550.54.14");
  }

  @Test
  void knowsNoVersionWithoutTheKernelModule(@TempDir Path directory) throws Exception {
    assertThat(CudaDriver.kernelVersion(directory.resolve("version"))).isEmpty();
    assertThat(CudaDriver.kernelVersion(Files.createFile(directory.resolve("empty")))).isEmpty();
  }

  @Test
  void isFoundWhereItIsInstalled() {
    assertThat(CudaDriver.find().isPresent()).isEqualTo(CudaDriver.isInstalled());
  }

  @Test
  void reportsTheErrorsOfCalls() {
    // abs of the C library, in place of a function of NVIDIA's
    CudaCalls calls = new CudaCalls(Linker.nativeLinker().defaultLookup());
    assertThat(calls.has("abs")).isTrue();
    assertThat(calls.has("cuInit")).isFalse();
    calls.call("abs", 0);
    assertThatThrownBy(() -> calls.call("abs", 35))
        .isInstanceOfSatisfying(CudaException.class, e -> assertThat(e.code()).isEqualTo(35))
        .hasMessage("abs failed with error 35");
    assertThatThrownBy(() -> calls.readInt("cuInit"))
        .hasMessage("NVIDIA's library lacks the function cuInit");
  }

  @Test
  void hasNoRuntimeWithPyTorchForCpus() {
    boolean cpu = TestEngine.load().library().flavor().equals("cpu");
    assertThat(CudaRuntime.loaded().isEmpty()).isEqualTo(cpu);
  }
}
