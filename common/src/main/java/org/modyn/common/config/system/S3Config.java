package org.modyn.common.config.system;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Access to datasets in buckets of S3 or of a server with the same protocol. */
@Description("Access to datasets in buckets of S3")
public record S3Config(
    @Description("URL of the server, for example http://minio:9000; default: Amazon's")
        Optional<HttpUrl> endpoint,
    @Description(
            "Region of the buckets; default: that of the AWS tools, or us-east-1 with an endpoint")
        Optional<String> region,
    @Description("Access key; default: the credentials of the AWS tools")
        Optional<String> accessKey,
    @Description("Secret key that belongs to access_key") Optional<String> secretKey,
    @Description("File that contains only the secret key; overrides secret_key")
        Optional<SecretFile> secretKeyFile,
    @Description(
            "Whether the name of the bucket is part of the path of URLs instead of the host;"
                + " default: yes with an endpoint")
        Optional<Boolean> pathStyleAccess,
    @Description("Maximum number of concurrent requests to S3 for all clients")
        @Default("32")
        @Minimum(1)
        @Maximum(1000)
        int maximumParallelRequests,
    @Description(
            "Directory of the cache, with a subdirectory per server; default: s3_cache, below the"
                + " state directory")
        Optional<Path> cacheDirectory,
    @Description("Maximum size of the cache of one server, in bytes")
        @Default("10737418240")
        @Minimum(1 << 20)
        long cacheSizeBytes,
    @Description(
            "Size of a block in bytes: the minimum amount read. Use smaller blocks to read few"
                + " samples from large files")
        @Default("1048576")
        @Minimum(4096)
        @Maximum(64 << 20)
        int blockSizeBytes,
    @Description("Seconds after which a cached file is checked for changes; 0: on every read")
        @Default("60")
        @Minimum(0)
        int recheckIntervalS) {

  private static final int MINIMUM_BLOCKS = 4;

  @Rule
  static void keysComeTogether(
      Optional<String> accessKey,
      Optional<String> secretKey,
      Optional<SecretFile> secretKeyFile,
      Violations violations) {
    boolean secret = secretKey.isPresent() || secretKeyFile.isPresent();
    if (accessKey.isPresent() && !secret) {
      violations.add("access_key", "requires secret_key or secret_key_file");
    }
    if (accessKey.isEmpty() && secret) {
      violations.add(
          secretKey.isPresent() ? "secret_key" : "secret_key_file", "requires access_key");
    }
  }

  @Rule
  static void theCacheHasRoomForSomeBlocks(
      long cacheSizeBytes, int blockSizeBytes, Violations violations) {
    if (cacheSizeBytes < (long) MINIMUM_BLOCKS * blockSizeBytes) {
      violations.add(
          "cache_size_bytes",
          "must be at least %d times block_size_bytes (%d), but is %d",
          MINIMUM_BLOCKS,
          blockSizeBytes,
          cacheSizeBytes);
    }
  }

  /**
   * Returns the secret key, which may be in a file; empty without an access key.
   *
   * @throws org.modyn.common.error.ModynException FAILED_PRECONDITION when the file cannot be read
   */
  public Optional<String> secret() {
    return secretKeyFile.map(file -> file.read("storage.s3.secret_key_file")).or(() -> secretKey);
  }

  /** Omits the secret key, because this text may be logged. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "S3 at %s, cache of %d bytes",
        endpoint.map(HttpUrl::toString).orElse("Amazon's endpoint"),
        cacheSizeBytes);
  }
}
