package org.modyn.storage.filesystem.s3;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.modyn.storage.filesystem.FileErrors;
import org.modyn.storage.filesystem.FilesystemUnavailableException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Translates errors of S3 to messages that say what to do. */
final class S3Errors {
  private static final int REDIRECTED = 301;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final String server;

  /**
   * @param endpoint the URL of the server; empty for Amazon S3
   */
  S3Errors(String endpoint) {
    requireNonNull(endpoint, "endpoint is null");
    this.server = endpoint.isEmpty() ? "Amazon S3" : "the S3 server " + endpoint;
  }

  /** Returns whether the object ends before the first requested byte. */
  static boolean isOutOfRange(IOException e) {
    return e.getCause() instanceof S3Exception s3 && s3.statusCode() == RANGE_NOT_SATISFIABLE;
  }

  /**
   * @param path path of the object; empty for requests about the bucket
   */
  IOException translate(SdkException e, S3Location location, String path) {
    return e instanceof S3Exception answer
        ? refused(answer, location, path)
        : unreachable(e, location);
  }

  /** The error for data that cannot be written to the cache. */
  IOException disk(IOException e) {
    return unavailable(
        e,
        "cannot write what %s sent to the cache (%s); free disk space, or lower"
            + " storage.s3.cache_size_bytes",
        server,
        FileErrors.reason(e));
  }

  private IOException refused(S3Exception e, S3Location location, String path) {
    String code = code(e);
    if (code.equals("NoSuchBucket") || (e.statusCode() == NOT_FOUND && path.isEmpty())) {
      return unavailable(
          e,
          "%s has no bucket '%s'; create it, or correct base_path or storage.s3.endpoint",
          server,
          location.bucket());
    }
    return switch (e.statusCode()) {
      case NOT_FOUND -> {
        NoSuchFileException missing =
            new NoSuchFileException(location.key(path), null, "it does not exist");
        missing.initCause(e);
        yield missing;
      }
      case UNAUTHORIZED, FORBIDDEN ->
          unavailable(
              e,
              "%s does not let us into the bucket '%s' (%s); check storage.s3.access_key and"
                  + " secret_key, and that they may list, read and delete in %s",
              server,
              location.bucket(),
              code,
              location);
      case REDIRECTED ->
          unavailable(
              e,
              "the bucket '%s' is in another region%s; set storage.s3.region to it",
              location.bucket(),
              e.awsErrorDetails() == null
                  ? ""
                  : e.awsErrorDetails()
                      .sdkHttpResponse()
                      .firstMatchingHeader("x-amz-bucket-region")
                      .map(region -> ", " + region)
                      .orElse(""));
      case BAD_REQUEST ->
          unavailable(
              e,
              "%s refuses a request for the bucket '%s' (%s); check storage.s3.region and"
                  + " storage.s3.path_style_access",
              server,
              location.bucket(),
              code);
      default ->
          unavailable(
              e,
              "%s cannot answer for the bucket '%s' (%s)",
              server,
              location.bucket(),
              code.equals("status " + e.statusCode()) ? code : code + ", status " + e.statusCode());
    };
  }

  private IOException unreachable(SdkException e, S3Location location) {
    if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
      return unavailable(
          e, "%s did not answer in time for the bucket '%s'", server, location.bucket());
    }
    if (String.valueOf(e.getMessage()).contains("load credentials")) {
      return unavailable(
          e,
          "there are no credentials for the bucket '%s' of %s; set storage.s3.access_key and"
              + " storage.s3.secret_key, or the environment variables AWS_ACCESS_KEY_ID and"
              + " AWS_SECRET_ACCESS_KEY",
          location.bucket(),
          server);
    }
    return unavailable(
        e,
        "cannot reach %s for the bucket '%s': %s; check storage.s3.endpoint and the network",
        server,
        location.bucket(),
        rootMessage(e));
  }

  private static FilesystemUnavailableException unavailable(
      Throwable cause, String format, Object... arguments) {
    return new FilesystemUnavailableException(format.formatted(arguments), cause);
  }

  private static String code(S3Exception e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null || code.isEmpty() ? "status " + e.statusCode() : code;
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? "" : ": " + root.getMessage();
    return root.getClass().getSimpleName() + message;
  }
}
