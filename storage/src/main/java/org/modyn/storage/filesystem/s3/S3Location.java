package org.modyn.storage.filesystem.s3;

import static java.util.Objects.requireNonNull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.common.error.ModynException;

/**
 * A folder in a bucket.
 *
 * @param prefix the common prefix of the keys of all its objects: empty for the whole bucket,
 *     otherwise with a trailing {@code /}
 */
record S3Location(String bucket, String prefix) {
  private static final Pattern URL =
      Pattern.compile("s3://([A-Za-z0-9][A-Za-z0-9._-]{1,254})(?:/(.*))?", Pattern.DOTALL);

  S3Location {
    requireNonNull(bucket, "bucket is null");
    requireNonNull(prefix, "prefix is null");
  }

  /**
   * @param url {@code s3://bucket} or {@code s3://bucket/folder}
   * @throws ModynException INVALID_ARGUMENT when the URL has another form
   */
  static S3Location parse(String url) {
    Matcher matcher = URL.matcher(url);
    if (!matcher.matches()) {
      throw ModynException.invalidArgument(
          "base_path '%s' is not a location of S3FilesystemWrapper; write it as s3://bucket/folder",
          url);
    }
    String folder = matcher.group(2) == null ? "" : matcher.group(2);
    int start = 0;
    int end = folder.length();
    while (start < end && folder.charAt(start) == '/') {
      start++;
    }
    while (end > start && folder.charAt(end - 1) == '/') {
      end--;
    }
    return new S3Location(matcher.group(1), start == end ? "" : folder.substring(start, end) + "/");
  }

  /** Returns the key of the file at {@code path}, which is relative to the folder. */
  String key(String path) {
    return prefix + path;
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}
