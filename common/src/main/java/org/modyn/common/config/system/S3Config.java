package org.modyn.common.config.system;

import java.nio.file.Path;
import java.util.Optional;
import org.modyn.common.config.Rules;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/**
 * How datasets in buckets of S3, or of a server that speaks its protocol, are reached.
 *
 * @param secretKeyFile empty: what it held is in {@code secretKey}
 */
@Description("How datasets in buckets of S3 are reached")
public record S3Config(
    @Description("URL of the server, for example http://minio:9000; default: Amazon's")
        Optional<HttpUrl> endpoint,
    @Description(
            "Region of the buckets; default: what the environment of the AWS tools says, or"
                + " us-east-1 with an endpoint")
        Optional<String> region,
    @Description("Access key; default: the credentials of the AWS tools' environment")
        Optional<String> accessKey,
    @Description("Secret key that belongs to access_key") Optional<String> secretKey,
    @Description("File that holds the secret key, and nothing else; replaces secret_key")
        Optional<SecretFile> secretKeyFile,
    @Description(
            "Whether the bucket's name stands in the path of a URL instead of the host; default:"
                + " yes with an endpoint")
        Optional<Boolean> pathStyleAccess,
    @Description("Requests to S3 at a time, of all clients together")
        @Default("32")
        @Minimum(1)
        @Maximum(1000)
        int maximumParallelRequests,
    @Description(
            "Folder for blocks of files that were read, each server's in a folder of its own below"
                + " it; default: s3_cache below the state directory")
        Optional<Path> cacheDirectory,
    @Description("Bytes that the blocks of one server take on disk at most")
        @Default("10737418240")
        @Minimum(1 << 20)
        long cacheSizeBytes,
    @Description(
            "Bytes of a block: what is read at least when a sample is read. Smaller ones suit few"
                + " samples from large files")
        @Default("1048576")
        @Minimum(4096)
        @Maximum(64 << 20)
        int blockSizeBytes,
    @Description(
            "Seconds after which S3 is asked whether a file that is in the cache is still the same;"
                + " 0: each time it is read")
        @Default("60")
        @Minimum(0)
        int recheckIntervalS) {

  private static final int MINIMUM_BLOCKS = 4;

  public S3Config {
    Rules.check(
        S3Config.class,
        endpoint,
        region,
        accessKey,
        secretKey,
        secretKeyFile,
        pathStyleAccess,
        maximumParallelRequests,
        cacheDirectory,
        cacheSizeBytes,
        blockSizeBytes,
        recheckIntervalS);
    if (secretKeyFile.isPresent()) {
      secretKey = Optional.of(secretKeyFile.get().content());
      secretKeyFile = Optional.empty();
    }
  }

  @Rule
  static void keysComeTogether(
      Optional<String> accessKey,
      Optional<String> secretKey,
      Optional<SecretFile> secretKeyFile,
      Violations violations) {
    boolean secret = secretKey.isPresent() || secretKeyFile.isPresent();
    if (accessKey.isPresent() && !secret) {
      violations.add("access_key", "needs secret_key or secret_key_file beside it");
    }
    if (accessKey.isEmpty() && secret) {
      violations.add(
          secretKey.isPresent() ? "secret_key" : "secret_key_file", "needs access_key beside it");
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

  /** Without the secret key: this may end up in a log. */
  @Override
  public String toString() {
    return "S3 at %s, cache of %d bytes"
        .formatted(endpoint.map(HttpUrl::toString).orElse("Amazon's endpoint"), cacheSizeBytes);
  }
}
