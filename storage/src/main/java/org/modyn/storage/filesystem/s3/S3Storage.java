package org.modyn.storage.filesystem.s3;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.modyn.common.config.system.HttpUrl;
import org.modyn.common.config.system.S3Config;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.storage.filesystem.cache.BlockCache;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;

/** The connection to S3 and the disk cache that all datasets of a server share. Thread safe. */
public final class S3Storage implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(90);

  private final S3Requests requests;
  private final BlockCache cache;
  private final BlockLayout layout;
  private final Duration recheckInterval;
  private final String identity;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  private S3Storage(S3Config config, S3Requests requests, BlockCache cache) {
    this.requests = requireNonNull(requests, "requests is null");
    this.cache = requireNonNull(cache, "cache is null");
    this.layout = BlockLayout.of(config.blockSizeBytes(), config.cacheSizeBytes());
    this.recheckInterval = Duration.ofSeconds(config.recheckIntervalS());
    this.identity = config.endpoint().map(HttpUrl::toString).orElse("");
  }

  /**
   * Opens the cache; does not connect to S3.
   *
   * @param cacheDirectory created if it does not exist
   * @throws ModynException FAILED_PRECONDITION when the cache directory cannot be used, or the
   *     region is unknown
   */
  public static S3Storage open(S3Config config, Path cacheDirectory) {
    S3Errors errors = new S3Errors(config.endpoint().map(HttpUrl::toString).orElse(""));
    S3Requests requests =
        new S3Requests(createClient(config), errors, config.maximumParallelRequests());
    try {
      BlockCache cache = BlockCache.open(cacheDirectory, config.cacheSizeBytes());
      return new S3Storage(config, requests, cache);
    } catch (ModynException e) {
      requests.close();
      throw e;
    }
  }

  private static S3Client createClient(S3Config config) {
    var builder =
        S3Client.builder()
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .maxConnections(config.maximumParallelRequests())
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .socketTimeout(SOCKET_TIMEOUT))
            .overrideConfiguration(
                override ->
                    override
                        .retryStrategy(RetryMode.STANDARD)
                        .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                        .apiCallTimeout(REQUEST_TIMEOUT))
            // servers other than Amazon's do not support the newer checksums
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .region(region(config))
            .credentialsProvider(credentials(config))
            .forcePathStyle(config.pathStyleAccess().orElse(config.endpoint().isPresent()));
    config.endpoint().ifPresent(endpoint -> builder.endpointOverride(endpoint.uri()));
    return builder.build();
  }

  private static Region region(S3Config config) {
    if (config.region().isPresent()) {
      return Region.of(config.region().get());
    }
    if (config.endpoint().isPresent()) {
      return Region.US_EAST_1;
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkClientException e) {
      throw new ModynException(
          ErrorCategory.FAILED_PRECONDITION,
          "the region of the S3 buckets is not known; set storage.s3.region, or the environment"
              + " variable AWS_REGION",
          e);
    }
  }

  private static AwsCredentialsProvider credentials(S3Config config) {
    return config.accessKey().isPresent()
        ? StaticCredentialsProvider.create(
            AwsBasicCredentials.create(config.accessKey().get(), config.secret().orElseThrow()))
        : DefaultCredentialsProvider.builder().build();
  }

  S3Requests requests() {
    return requests;
  }

  BlockCache cache() {
    return cache;
  }

  BlockLayout layout() {
    return layout;
  }

  /**
   * Returns the time for which a file that is only read from the cache is assumed to be unchanged.
   */
  Duration recheckInterval() {
    return recheckInterval;
  }

  /**
   * Returns the identity of this server, which distinguishes its objects in the cache from those of
   * others.
   */
  String identity() {
    return identity;
  }

  /** Runs an action in the background; {@link S3Requests} limits concurrent requests. */
  void execute(Runnable action) {
    executor.execute(action);
  }

  @Override
  public void close() {
    executor.shutdownNow();
    requests.close();
    cache.close();
  }
}
