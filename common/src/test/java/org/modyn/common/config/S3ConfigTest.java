package org.modyn.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.S3Config;

final class S3ConfigTest {
  @Test
  void everythingHasADefault() {
    ModynConfig config = parse("state_directory: /srv/modyn");

    S3Config s3 = config.storage().s3();
    assertThat(s3.endpoint()).isEmpty();
    assertThat(s3.accessKey()).isEmpty();
    assertThat(s3.cacheSizeBytes()).isEqualTo(10L << 30);
    assertThat(s3.blockSizeBytes()).isEqualTo(1 << 20);
    assertThat(config.s3CacheDirectory()).isEqualTo(Path.of("/srv/modyn/s3_cache"));
    assertThat(parse("storage: {s3: {cache_directory: /fast}}").s3CacheDirectory())
        .isEqualTo(Path.of("/fast"));
  }

  @Test
  void takesTheSecretFromAFile(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), "top secret\n");

    S3Config s3 =
        parse("storage: {s3: {access_key: a, secret_key_file: '%s'}}".formatted(file))
            .storage()
            .s3();

    assertThat(s3.secret()).contains("top secret");
    assertThat(s3.toString()).doesNotContain("secret");
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    assertRefused("access_key: a", "storage.s3.access_key: requires secret_key or secret_key_file");
    assertRefused("secret_key: s", "storage.s3.secret_key: requires access_key");
    assertRefused(
        "cache_size_bytes: 2097152",
        "storage.s3.cache_size_bytes: must be at least 4 times block_size_bytes (1048576)");
    assertRefused("endpoint: minio:9000", "storage.s3.endpoint: must be a URL like http://host");
    assertRefused("block_size_bytes: 100", "storage.s3.block_size_bytes");
  }

  private static void assertRefused(String options, String message) {
    assertThatThrownBy(() -> parse("storage: {s3: {%s}}".formatted(options)))
        .hasMessageContaining(message);
  }

  private static ModynConfig parse(String yaml) {
    return ConfigLoader.parse("modyn.yaml", yaml, ModynConfig.class);
  }
}
