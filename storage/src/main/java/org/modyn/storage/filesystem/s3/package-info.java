/**
 * Datasets in buckets of S3, or of a server that speaks its protocol. {@link
 * org.modyn.storage.filesystem.s3.S3FilesystemWrapper} is the folder of one dataset; {@link
 * org.modyn.storage.filesystem.s3.S3Storage} contains what all of them share: connections, a limit
 * of concurrent requests, and the {@link org.modyn.storage.filesystem.cache.BlockCache} that {@link
 * org.modyn.storage.filesystem.s3.S3Content} reads samples from.
 */
package org.modyn.storage.filesystem.s3;
