package org.modyn.storage.filesystem.s3;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.modyn.storage.filesystem.FileChangedException;
import org.modyn.storage.filesystem.FileStatus;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Replaces an object by a file. A large file is uploaded in parts, which become visible atomically
 * at the end.
 */
final class ObjectUpload {
  private static final long PART_BYTES = 64L << 20;
  private static final int MAXIMUM_PARTS = 10_000;

  private final S3Requests requests;
  private final S3Location location;
  private final String path;
  private final long partBytes;

  ObjectUpload(S3Requests requests, S3Location location, String path) {
    this(requests, location, path, PART_BYTES);
  }

  /**
   * @param partBytes the maximum size for a single request, and the minimum size of the parts of
   *     larger files, in bytes
   */
  ObjectUpload(S3Requests requests, S3Location location, String path, long partBytes) {
    this.requests = requireNonNull(requests, "requests is null");
    this.location = requireNonNull(location, "location is null");
    this.path = requireNonNull(path, "path is null");
    this.partBytes = partBytes;
  }

  /**
   * @param before the object whose content type and metadata are kept
   * @return the new object
   */
  FileStatus put(Path file, HeadObjectResponse before) throws IOException {
    long size = Files.size(file);
    String entityTag = size <= partBytes ? putWhole(file, before) : putParts(file, size, before);
    HeadObjectResponse head = requests.head(location, path);
    FileStatus now = S3Status.of(path, head.contentLength(), head.lastModified(), head.eTag());
    FileStatus ours = S3Status.of(path, size, head.lastModified(), entityTag);
    if (!now.equals(ours)) {
      throw new FileChangedException(ours, now);
    }
    return now;
  }

  private String putWhole(Path file, HeadObjectResponse before) throws IOException {
    return requests.call(
        location,
        path,
        s3 ->
            s3.putObject(
                    put ->
                        put.bucket(location.bucket())
                            .key(location.key(path))
                            .contentType(before.contentType())
                            .metadata(before.metadata()),
                    RequestBody.fromFile(file))
                .eTag());
  }

  private String putParts(Path file, long size, HeadObjectResponse before) throws IOException {
    String upload =
        requests.call(
            location,
            path,
            s3 ->
                s3.createMultipartUpload(
                        create ->
                            create
                                .bucket(location.bucket())
                                .key(location.key(path))
                                .contentType(before.contentType())
                                .metadata(before.metadata()))
                    .uploadId());
    boolean complete = false;
    try {
      List<CompletedPart> parts = putEachPart(file, size, upload);
      String entityTag =
          requests.call(
              location,
              path,
              s3 ->
                  s3.completeMultipartUpload(
                          end ->
                              end.bucket(location.bucket())
                                  .key(location.key(path))
                                  .uploadId(upload)
                                  .multipartUpload(all -> all.parts(parts)))
                      .eTag());
      complete = true;
      return entityTag;
    } finally {
      if (!complete) {
        abort(upload);
      }
    }
  }

  private List<CompletedPart> putEachPart(Path file, long size, String upload) throws IOException {
    long each = Math.max(partBytes, Math.ceilDiv(size, MAXIMUM_PARTS));
    List<CompletedPart> parts = new ArrayList<>();
    for (long start = 0; start < size; start += each) {
      int number = parts.size() + 1;
      RequestBody body = part(file, start, Math.min(each, size - start));
      UploadPartRequest request =
          UploadPartRequest.builder()
              .bucket(location.bucket())
              .key(location.key(path))
              .uploadId(upload)
              .partNumber(number)
              .build();
      String entityTag = requests.call(location, path, s3 -> s3.uploadPart(request, body).eTag());
      parts.add(CompletedPart.builder().partNumber(number).eTag(entityTag).build());
    }
    return parts;
  }

  private static RequestBody part(Path file, long start, long length) {
    return RequestBody.fromContentProvider(
        () -> FilePart.open(file, start, length), length, "application/octet-stream");
  }

  private void abort(String upload) throws IOException {
    requests.call(
        location,
        path,
        s3 ->
            s3.abortMultipartUpload(
                abort -> abort.bucket(location.bucket()).key(location.key(path)).uploadId(upload)));
  }
}
