package org.modyn.storage.filesystem;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * The state of a local file, which differs after every write, also when the old size and
 * modification time have been set again, and when another file has taken the path.
 *
 * @param device of the file
 * @param inode the number of the file on its device, which no other has while the file is mapped
 * @param changed the time of the last change of content or attributes, which cannot be set
 */
record FileVersion(FileStatus status, long device, long inode, FileTime changed) {
  FileVersion {
    requireNonNull(status, "status is null");
    requireNonNull(changed, "changed is null");
  }

  /**
   * Reads the state of a file.
   *
   * @param path relative to the folder of the dataset
   */
  static FileVersion read(String path, Path file) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(file, "unix:size,lastModifiedTime,dev,ino,ctime");
    return new FileVersion(
        new FileStatus(
            path,
            (long) attributes.get("size"),
            ((FileTime) attributes.get("lastModifiedTime")).to(NANOSECONDS)),
        (long) attributes.get("dev"),
        (long) attributes.get("ino"),
        (FileTime) attributes.get("ctime"));
  }
}
