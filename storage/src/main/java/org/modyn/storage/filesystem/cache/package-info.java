/**
 * A cache of blocks of remote files on the local disk. A {@link
 * org.modyn.storage.filesystem.cache.BlockCache} has a hard limit; it provides {@link
 * org.modyn.storage.filesystem.cache.CachedBlock}s to read from, and {@link
 * org.modyn.storage.filesystem.cache.BlockClaim}s to threads that load missing blocks, so that no
 * block is loaded twice at the same time. It is independent of the source of the blocks.
 */
package org.modyn.storage.filesystem.cache;
